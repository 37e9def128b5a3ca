// A text with headings, lists, links and tables. This file is what every page of it loads: the editor itself is a chunk
// of its own, fetched when the field is first shown.
import { createElement as h, useEffect, useState } from "react";

/** The field: a place for the editor, and a sentence with a way to try again where its chunk did not arrive. */
export function RichText(props) {
  const [Writing, setWriting] = useState(null);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    let isHere = true;
    setFailed(false);
    import("./writing.js")
      .then((module) => isHere && setWriting(() => module.Writing))
      .catch(() => isHere && setFailed(true));
    return () => {
      isHere = false;
    };
  }, [tries]);

  if (Writing) return h(Writing, props);
  if (!failed) return h("div", { className: "input min-h-44", "aria-busy": "true" });
  const retry = () => setTries((count) => count + 1);
  return h(
    "div",
    { className: "notice tone-failed", role: "alert" },
    props.words.failed,
    " ",
    h("button", { type: "button", className: "link cursor-pointer", onClick: retry }, props.words.retry),
  );
}
