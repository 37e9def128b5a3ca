// What was typed in a form and not saved is not lost by leaving its page unawares.
import { createElement as h, useCallback, useEffect, useRef } from "react";
import { useBlocker } from "react-router";
import { Dialog } from "./house";

const FORM = "form[data-guarded]";

/** A form that was saved is drawn anew, so that the one that was typed in is no longer in the page. */
export function Guarded({ unsaved, words, children, className }) {
  const place = useRef(null);
  const touched = useRef(new Set());
  const held = useRef(unsaved);
  held.current = unsaved;
  const isLost = useCallback(() => held.current || [...touched.current].some((form) => form.isConnected), []);
  const blocker = useBlocker(
    useCallback(
      ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && isLost(),
      [isLost],
    ),
  );

  useEffect(() => {
    const root = place.current;
    const typed = ({ target }) => {
      const form = target.closest?.(FORM);
      if (form) touched.current.add(form);
    };
    const leaving = (event) => isLost() && event.preventDefault();
    const heard = ["input", "change", "hub:write"];
    heard.forEach((name) => root.addEventListener(name, typed));
    window.addEventListener("beforeunload", leaving);
    return () => {
      heard.forEach((name) => root.removeEventListener(name, typed));
      window.removeEventListener("beforeunload", leaving);
    };
  }, [isLost]);

  const isAsking = blocker.state === "blocked";
  const stay = () => blocker.state === "blocked" && blocker.reset();
  const button = (kind, label, more) => h("button", { type: "button", className: `button button-${kind}`, ...more }, label);
  const question = h(
    "div",
    { className: "grid gap-5" },
    h("h2", { className: "display text-2xl" }, words.title),
    h("p", null, words.text),
    h(
      "div",
      { className: "flex flex-wrap gap-3" },
      button("primary", words.stay, { "data-closes": "" }),
      button("secondary", words.leave, { onClick: () => blocker.proceed?.() }),
    ),
  );
  return h(
    "div",
    { ref: place, className },
    children,
    h(Dialog, { key: "leaving", open: isAsking, onClose: stay, className: "dialog", "aria-label": words.title }, question),
  );
}
