// Where a link goes. No form of its own: the text may stand inside one.
import { createElement as h, useEffect, useRef, useState } from "react";

const SCHEME = /^(https?:\/\/|mailto:|tel:)\S+$/i;
const INSIDE = /^[/#]\S*$/;
const MAIL = /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/;
const BARE = /^[^\s:/?#]+\.[^\s:/?#.]{2,}([/?#]\S*)?$/;

/** The address as it will be kept; undefined for what is none. */
export function addressOf(written) {
  const text = written.trim();
  if (text === "" || SCHEME.test(text) || (INSIDE.test(text) && !text.startsWith("//"))) return text;
  if (MAIL.test(text)) return `mailto:${text}`;
  return BARE.test(text) ? `https://${text}` : undefined;
}

/** Asks for an address; `onClose` hears it, "" to take the link away, null to leave everything as it is. */
export function LinkDialog({ href, words, onClose }) {
  const dialog = useRef(null);
  const answer = useRef(null);
  const [written, setWritten] = useState(href);
  const [isWrong, setWrong] = useState(false);

  useEffect(() => {
    dialog.current.showModal();
    dialog.current.querySelector("input").select();
  }, []);

  const end = (said) => {
    answer.current = said;
    dialog.current.close();
  };
  const apply = () => {
    const address = addressOf(written);
    if (address === undefined) return setWrong(true);
    end(address);
  };
  const pressed = (event) => {
    event.stopPropagation();
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    apply();
  };
  const typed = (event) => {
    setWritten(event.target.value);
    setWrong(false);
  };
  const button = (kind, text, onClick) => h("button", { type: "button", className: `button button-${kind}`, onClick }, text);
  return h(
    "dialog",
    {
      ref: dialog,
      className: "dialog",
      "aria-label": words.linkTitle,
      onKeyDown: pressed,
      onInput: (event) => event.stopPropagation(),
      onClose: () => onClose(answer.current),
    },
    h(
      "div",
      { className: "grid gap-5" },
      h("h2", { className: "display text-2xl" }, words.linkTitle),
      h(
        "label",
        { className: "field" },
        h("span", { className: "field-label" }, words.linkAddress),
        h("span", { className: "field-hint" }, words.linkHint),
        h("input", { className: "input", value: written, onChange: typed, "aria-invalid": isWrong, inputMode: "url", autoComplete: "off" }),
        h("span", { role: "alert" }, isWrong && h("span", { className: "field-error" }, words.linkWrong)),
      ),
      h(
        "div",
        { className: "flex flex-wrap gap-3" },
        button("primary", words.linkApply, apply),
        href && button("secondary", words.linkRemove, () => end("")),
        button("quiet", words.linkCancel, () => end(null)),
      ),
    ),
  );
}
