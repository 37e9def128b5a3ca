// What a table hears from the keyboard, and a search box that follows the address.
import { createElement as h, useEffect, useRef, useState } from "react";

const KEYS = "hub:table-keys";
const WRITES = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

/** j and k go through the rows, onto the first thing of each that can be pressed; / goes to the search box. */
export function TableKeys({ children, className }) {
  const place = useRef(null);

  useEffect(() => {
    const rowTo = (step) => {
      const rows = [...place.current.querySelectorAll("tbody > tr")];
      const here = rows.findIndex((row) => row.contains(document.activeElement));
      return rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
    };
    const focus = (row) => {
      const target = row?.querySelector("a[href], button") ?? row;
      if (target === row) row?.setAttribute("tabindex", "-1");
      target?.focus();
    };
    const isOurs = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
      if (event.target.closest(WRITES) || document.querySelector("dialog[open]") || localStorage.getItem(KEYS) === "off") return false;
      return (event.target.closest("[data-keyed]") ?? document.querySelector("[data-keyed]")) === place.current;
    };
    const pressed = (event) => {
      if (!["j", "k", "/"].includes(event.key) || !isOurs(event)) return;
      if (event.key === "/") {
        const search = document.querySelector('[role="search"] input');
        if (!search) return;
        event.preventDefault();
        search.focus();
      } else focus(rowTo(event.key === "j" ? 1 : -1));
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);

  return h("div", { ref: place, className, "data-keyed": "" }, children);
}

const words = (form) => new URLSearchParams(new FormData(form)).toString();

/** Searches a moment after the last key: `onSearch` hears the text, or without it the form is sent. What was sent is not
 * sent again by Enter, nor a moment later. Shows what the address asks for when one goes back to it. */
export function SearchInput({ value, wait, onSearch, ...props }) {
  const [typed, setTyped] = useState(value ?? "");
  const field = useRef(null);
  const timer = useRef(null);
  const known = useRef(value ?? "");
  const sent = useRef(null);
  useEffect(() => {
    if (value === known.current) return;
    clearTimeout(timer.current);
    known.current = value;
    sent.current = null;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    const { form } = field.current;
    const submitted = (event) => {
      clearTimeout(timer.current);
      const now = words(form);
      if (!onSearch && now === sent.current) {
        event.preventDefault();
        event.stopPropagation();
      }
      sent.current = now;
      known.current = field.current.value;
    };
    form?.addEventListener("submit", submitted);
    return () => {
      form?.removeEventListener("submit", submitted);
      clearTimeout(timer.current);
    };
  }, []);

  const search = (text) => {
    known.current = text;
    if (onSearch) onSearch(text);
    else field.current.form.requestSubmit();
  };
  const type = ({ target }) => {
    setTyped(target.value);
    clearTimeout(timer.current);
    timer.current = setTimeout(search, wait, target.value);
  };
  return h("input", { ref: field, type: "search", autoComplete: "off", value: typed, onChange: type, ...props });
}
