import { createElement as h, useEffect, useRef, useState } from "react";

const SAID_FOR = 2500;

/** A button that copies a text, and says for a moment that it did, or that the browser refuses. */
export function CopyButton({ text, about, labels }) {
  const [said, setSaid] = useState("");
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    clearTimeout(timer.current);
    try {
      await navigator.clipboard.writeText(text);
      setSaid(labels.copied);
    } catch {
      setSaid(labels.refused);
    }
    timer.current = setTimeout(() => setSaid(""), SAID_FOR);
  };
  return h(
    "span",
    { className: "inline-flex items-center gap-2" },
    h("button", { type: "button", className: "link min-h-8", onClick: copy, "aria-label": `${labels.copy}: ${about}` }, labels.copy),
    h("span", { role: "status", className: "text-sm text-ink-soft" }, said),
  );
}
