// The few things of the house that the browser has to keep by itself. Written without JSX: Reflex copies it as it is.
import { createElement as h, useEffect, useRef, useState } from "react";

const QUIET_MS = 6000;
const FAILED_MS = 12000;
const MOST_TOASTS = 3;

/** Short messages that come and go. `applyEvent` of Reflex turns the server's `_toast` into a `hub:toast` event. */
export function Toaster({ closeLabels }) {
  const [toasts, setToasts] = useState([]);
  const count = useRef(0);
  const drop = (id) => setToasts((shown) => shown.filter((toast) => toast.id !== id));

  useEffect(() => {
    const add = ({ detail }) => {
      const id = ++count.current;
      setToasts((shown) => [...shown.slice(1 - MOST_TOASTS), { id, ...detail }]);
      setTimeout(drop, detail.tone === "failed" ? FAILED_MS : QUIET_MS, id);
    };
    window.addEventListener("hub:toast", add);
    return () => window.removeEventListener("hub:toast", add);
  }, []);

  const close = (id) => {
    const label = closeLabels[document.documentElement.lang] ?? Object.values(closeLabels)[0];
    return h("button", { type: "button", "aria-label": label, className: "toast-close", onClick: () => drop(id) }, "×");
  };
  const items = toasts.map(({ id, text, tone }) =>
    h("li", { key: id, className: `is-${tone}` }, h("span", null, text), close(id)),
  );
  return h("div", { role: "status", "aria-live": "polite" }, h("ol", { className: "toasts" }, items));
}

/** The browser's own modal dialog: it holds the focus, closes with Esc, and gives the focus back. */
export function Dialog({ open, onClose, trigger, children, ...props }) {
  const dialog = useRef(null);
  const [opened, setOpened] = useState(false);
  const isOpen = open ?? opened;

  useEffect(() => {
    const box = dialog.current;
    if (isOpen && !box.open) {
      box.showModal();
      // What one fills in first; failing that the way out, never the act that cannot be undone.
      (box.querySelector("input, select, textarea") ?? box.querySelector("[data-closes=unchanged]") ?? box.querySelector("[data-closes]"))?.focus();
    }
    if (!isOpen && box.open) box.close();
  }, [isOpen]);

  // React lets both rise from a dialog that stands within this one.
  const closed = (event) => {
    if (event.target !== dialog.current) return;
    setOpened(false);
    if (isOpen) onClose?.();
  };
  const pressed = (event) => {
    if (event.target.closest("dialog") !== dialog.current) return;
    const isBackdrop = event.target === dialog.current;
    if (isBackdrop || event.target.closest("[data-closes]")) dialog.current.close();
  };
  return [
    trigger && h("span", { key: "trigger", className: "contents", onClick: () => setOpened(true) }, trigger),
    h("dialog", { key: "dialog", ref: dialog, onClose: closed, onClick: pressed, ...props }, isOpen ? children : null),
  ];
}

/** Why a form was refused. When it appears, the first field in error takes the focus. */
export function Refusal({ sentence, children }) {
  const place = useRef(null);
  useEffect(() => {
    if (sentence) place.current.closest("form")?.querySelector('[aria-invalid="true"]')?.focus();
  }, [sentence]);
  return h("div", { ref: place, role: "alert" }, sentence ? children : null);
}

/** Beside a new password: how many characters are missing, and a way to look at what was typed. Nothing is sent. */
export function PasswordHelp({ shortest, words }) {
  const place = useRef(null);
  const [length, setLength] = useState(0);
  const [isShown, setShown] = useState(false);
  const input = () => place.current.closest("[data-password]").querySelector("input");

  useEffect(() => {
    const field = input();
    const count = () => setLength([...field.value.normalize("NFKC")].length);
    count();
    field.addEventListener("input", count);
    return () => field.removeEventListener("input", count);
  }, []);

  useEffect(() => {
    input().type = isShown ? "text" : "password";
  }, [isShown]);

  const missing = shortest - length;
  const guidance = missing > 0 ? words.missing.replace("{n}", missing) : length < shortest + 8 ? words.enough : words.long;
  const flip = () => setShown((shown) => !shown);
  return h(
    "div",
    { ref: place, className: "flex flex-wrap justify-between gap-x-4 gap-y-1 text-sm text-ink-soft" },
    h("span", { "aria-live": "polite" }, length ? guidance : ""),
    h("button", { type: "button", className: "link-quiet cursor-pointer", onClick: flip }, isShown ? words.hide : words.show),
  );
}

/** A film of another site. Until somebody starts it nothing of that site is asked for; without a script it is a link. */
export function Film({ player, page, title, children }) {
  const [isOn, setOn] = useState(false);
  if (isOn) {
    const allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    return h("iframe", { src: player, title, allow, className: "film", referrerPolicy: "strict-origin-when-cross-origin" });
  }
  const start = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setOn(true);
  };
  return h("a", { href: page, rel: "noopener noreferrer", className: "film film-still", onClick: start }, children);
}
