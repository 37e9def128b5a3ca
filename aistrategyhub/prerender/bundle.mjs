// Makes one file of the renderer, the server's build and all they import, so that Node alone can run it, and the small
// script that stands in every page.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [web, sources, target] = process.argv.slice(2);
const { rolldown } = await import(pathToFileURL(createRequire(`${web}/package.json`).resolve("rolldown")));

const fromTheBuild = {
  name: "from-the-build",
  resolveId(source) {
    if (source === "hub:server-build") return `${web}/build/server/index.js`;
    return source === "react-router" ? this.resolve(source, `${web}/build/server/index.js`, { skipSelf: true }) : null;
  },
};

const server = await rolldown({
  input: `${sources}/renderer.mjs`,
  platform: "node",
  plugins: [fromTheBuild],
  transform: { define: { "process.env.NODE_ENV": '"production"' } },
  onwarn(warning, warn) {
    if (!["EVAL", "MODULE_LEVEL_DIRECTIVE"].includes(warning.code)) warn(warning);
  },
});
await server.write({ file: `${target}/renderer.mjs`, format: "esm", codeSplitting: false });

const wake = await rolldown({ input: `${sources}/wake.js` });
await wake.write({ file: `${target}/wake.js`, format: "iife", minify: true });
