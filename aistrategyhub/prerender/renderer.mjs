// Renders pages of a Reflex build, one JSON line in, one JSON line out: {id, path, state} -> {id, status, html}.
import { AsyncLocalStorage } from "node:async_hooks";
import { createInterface } from "node:readline";
import { createRequestHandler } from "react-router";
import * as build from "hub:server-build";

const page = (globalThis.__page = new AsyncLocalStorage());

// React Router waits for the whole page when it believes that a robot asks.
const HEADERS = { "X-React-Router-Prerender": "yes", "User-Agent": "Googlebot" };

// Which pages exist is for whoever asks to know: every path may be rendered.
class EveryPath extends Array {
  some() {
    return true;
  }
}
const everything = { ...build, ssr: false, prerender: EveryPath.of("/"), isSpaMode: false };
const handle = createRequestHandler(everything, "production");

// A state of the page over its compiled defaults: the same object each time React asks.
function over(state) {
  const laid = {};
  return (name, defaults) => state[name] && (laid[name] ??= { ...defaults[name], ...state[name] });
}

async function render({ id, path, state }) {
  const request = new Request(`http://localhost${path}`, { headers: HEADERS });
  return page.run(over(state), async () => {
    const response = await handle(request);
    return { id, status: response.status, html: await response.text() };
  });
}

// The answers have this stream for themselves: what a component prints goes elsewhere.
const answers = process.stdout.write.bind(process.stdout);
for (const name of ["log", "info", "debug"]) console[name] = console.error;

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = await render(asked).catch((error) => ({ id: asked.id, error: String(error?.stack ?? error) }));
  answers(JSON.stringify(answer) + "\n");
}
