// What a picture shows, for whoever does not see it.
import { createElement as h, useEffect, useRef, useState } from "react";

/** Asks for the description; `onClose` hears it, or null to leave it as it is. */
export function PictureDialog({ alt, words, onClose }) {
  const dialog = useRef(null);
  const answer = useRef(null);
  const [written, setWritten] = useState(alt);

  useEffect(() => {
    dialog.current.showModal();
    dialog.current.querySelector("textarea").select();
  }, []);

  const end = (said) => {
    answer.current = said;
    dialog.current.close();
  };
  const button = (kind, text, onClick) => h("button", { type: "button", className: `button button-${kind}`, onClick }, text);
  return h(
    "dialog",
    {
      ref: dialog,
      className: "dialog",
      "aria-label": words.pictureTitle,
      onKeyDown: (event) => event.stopPropagation(),
      onInput: (event) => event.stopPropagation(),
      onClose: () => onClose(answer.current),
    },
    h(
      "div",
      { className: "grid gap-5" },
      h("h2", { className: "display text-2xl" }, words.pictureTitle),
      h(
        "label",
        { className: "field" },
        h("span", { className: "field-label" }, words.pictureAlt),
        h("span", { className: "field-hint" }, words.pictureHint),
        h("textarea", { className: "input", rows: 3, maxLength: 300, value: written, onChange: (event) => setWritten(event.target.value) }),
      ),
      h(
        "div",
        { className: "flex flex-wrap gap-3" },
        button("primary", words.pictureApply, () => end(written.trim())),
        button("quiet", words.linkCancel, () => end(null)),
      ),
    ),
  );
}
