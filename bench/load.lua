-- Every request comes from another address, as from another visitor; the product believes one proxy.
local function address()
  local number = math.random(0, 16777215)
  return string.format("10.%d.%d.%d", math.floor(number / 65536), math.floor(number / 256) % 256, number % 256)
end

request = function()
  return wrk.format(nil, nil, { ["X-Forwarded-For"] = address(), ["Accept-Encoding"] = "gzip, br, zstd" })
end

done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests": %d, "seconds": %f, "median_ms": %f, "p95_ms": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, failed
  ))
end
