// The command palette: a combobox whose list holds pages, what was looked at last, and what the server finds.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import "./palette.css";

const OPEN = "hub:palette";
const KEYS = "hub:table-keys";
const MOST_RECENT = 8;
const LONGEST_LABEL = 80;
// A page has its heading by then.
const SETTLED_MS = 1500;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const matches = (item, query) => {
  const text = fold(`${item.label} ${item.note ?? ""}`);
  return fold(query).split(/\s+/).every((word) => text.includes(word));
};
const recentKey = () => `hub:recent:${document.documentElement.lang}`;

function readRecent() {
  try {
    const kept = JSON.parse(localStorage.getItem(recentKey()) ?? "[]");
    return Array.isArray(kept) ? kept.filter((item) => typeof item?.label === "string" && item?.route?.startsWith?.("/")) : [];
  } catch {
    return [];
  }
}

function remember(route) {
  const label = document.querySelector("main h1")?.textContent?.trim().slice(0, LONGEST_LABEL);
  if (!label) return;
  const others = readRecent().filter((item) => item.route !== route);
  try {
    localStorage.setItem(recentKey(), JSON.stringify([{ label, route }, ...others].slice(0, MOST_RECENT + 1)));
  } catch {
    // A browser that keeps nothing has no recent pages.
  }
}

export function PaletteButton({ label, shortcut, className }) {
  const [keys, setKeys] = useState(shortcut);
  useEffect(() => {
    if (/Mac|iPhone|iPad/.test(navigator.platform)) setKeys("⌘K");
  }, []);
  const open = () => window.dispatchEvent(new CustomEvent(OPEN));
  return h(
    "button",
    { type: "button", className, onClick: open, "aria-haspopup": "dialog", "aria-keyshortcuts": "Control+K Meta+K" },
    h("span", null, label),
    h("kbd", { "aria-hidden": true }, keys),
  );
}

export function Palette({ pages, permissions, found, asked, words, onSearch }) {
  const id = useId();
  const dialog = useRef(null);
  const input = useRef(null);
  const timer = useRef(null);
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [recent, setRecent] = useState([]);
  const here = useLocation();
  const navigate = useNavigate();
  const address = here.pathname + here.search;

  useEffect(() => {
    const later = setTimeout(remember, SETTLED_MS, address);
    return () => clearTimeout(later);
  }, [address]);

  useEffect(() => {
    const open = () => {
      setRecent(readRecent());
      setQuery("");
      setAt(0);
      setOpen(true);
    };
    const pressed = (event) => {
      const isShortcut = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
      if (!isShortcut || event.defaultPrevented || event.target.isContentEditable) return;
      event.preventDefault();
      if (dialog.current?.open) dialog.current.close();
      else open();
    };
    window.addEventListener(OPEN, open);
    window.addEventListener("keydown", pressed);
    return () => {
      window.removeEventListener(OPEN, open);
      window.removeEventListener("keydown", pressed);
    };
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    dialog.current.showModal();
    input.current.focus();
    return () => clearTimeout(timer.current);
  }, [isOpen]);

  const isLooking = query.trim().length > 1;
  const isWaiting = isLooking && asked !== query.trim();
  const allowed = pages.filter((page) => !page.permission || permissions.includes(page.permission));
  const keysAreOff = isOpen && localStorage.getItem(KEYS) === "off";
  const acts = [{ label: keysAreOff ? words.keysOn : words.keysOff, act: () => localStorage.setItem(KEYS, keysAreOff ? "on" : "off") }];
  const byKind = new Map();
  for (const row of isLooking && !isWaiting ? found : []) byKind.set(row.kind, [...(byKind.get(row.kind) ?? []), row]);
  const groups = [
    [words.recent, recent.filter((item) => item.route !== address && matches(item, query)).slice(0, isLooking ? 3 : MOST_RECENT)],
    [words.pages, allowed.filter((page) => matches(page, query))],
    ...byKind,
    [words.acts, isLooking ? acts.filter((item) => matches(item, query)) : []],
  ].filter(([, items]) => items.length);
  const flat = groups.flatMap(([, items]) => items);
  const chosen = Math.min(at, flat.length - 1);

  const type = ({ target }) => {
    setQuery(target.value);
    setAt(0);
    clearTimeout(timer.current);
    const wanted = target.value.trim();
    if (wanted.length > 1) timer.current = setTimeout(() => onSearch(wanted), 200);
  };
  const choose = (item) => {
    dialog.current.close();
    if (item.act) item.act();
    else navigate(item.route);
  };
  const go = (place) => {
    setAt(place);
    dialog.current.querySelector(`[data-place="${place}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const pressed = (event) => {
    if (event.nativeEvent.isComposing || !flat.length) return;
    const acts = {
      ArrowDown: () => go((chosen + 1) % flat.length),
      ArrowUp: () => go((chosen - 1 + flat.length) % flat.length),
      PageDown: () => go(Math.min(chosen + 8, flat.length - 1)),
      PageUp: () => go(Math.max(chosen - 8, 0)),
      Enter: () => choose(flat[chosen]),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  };

  let place = -1;
  const option = (item) => {
    place += 1;
    const own = place;
    return h(
      "li",
      {
        key: own,
        role: "option",
        id: `${id}-${own}`,
        "data-place": own,
        "aria-selected": own === chosen,
        onPointerMove: () => own !== chosen && setAt(own),
        onClick: () => choose(item),
      },
      h("span", null, item.label),
      item.note && h("span", { className: "palette-note" }, item.note),
    );
  };
  const group = ([title, items], number) =>
    h(
      "li",
      { key: title, role: "presentation" },
      h("p", { id: `${id}-group-${number}`, className: "palette-group" }, title),
      h("ul", { role: "group", "aria-labelledby": `${id}-group-${number}` }, items.map(option)),
    );
  const state = isWaiting ? words.searching : flat.length ? words.count.replace("{count}", flat.length) : words.none;
  if (!isOpen) return null;
  return h(
    "dialog",
    {
      ref: dialog,
      className: "palette",
      "aria-label": words.title,
      onClose: () => setOpen(false),
      onClick: (event) => event.target === dialog.current && dialog.current.close(),
    },
    h("input", {
      ref: input,
      type: "text",
      className: "palette-input",
      role: "combobox",
      "aria-label": words.title,
      "aria-expanded": true,
      "aria-controls": `${id}-list`,
      "aria-autocomplete": "list",
      "aria-activedescendant": flat.length ? `${id}-${chosen}` : undefined,
      autoComplete: "off",
      spellCheck: false,
      maxLength: 100,
      placeholder: words.title,
      value: query,
      onChange: type,
      onKeyDown: pressed,
    }),
    h("ul", { id: `${id}-list`, role: "listbox", "aria-label": words.title, className: "palette-list" }, groups.map(group)),
    h("p", { role: "status", className: "palette-state" }, state),
  );
}
