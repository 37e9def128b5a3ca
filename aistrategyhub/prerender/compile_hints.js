// A module of the build that every page runs whole as it wakes: the browser compiles it while it comes, in a thread of
// its own, and not function by function at the first touch (V8's explicit compile hints).
const HINT = "//# allFunctionsCalledOnLoad\n";

export const compileHints = () => ({
  name: "compile-hints",
  apply: "build",
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
    const hinted = new Set();
    const hint = (chunk) => {
      if (!chunk || hinted.has(chunk)) return;
      hinted.add(chunk);
      chunk.code = HINT + chunk.code;
      chunk.imports.forEach((name) => hint(bundle[name]));
    };
    chunks.filter(({ name }) => name === "entry.client" || name === "root").forEach(hint);
  },
});
