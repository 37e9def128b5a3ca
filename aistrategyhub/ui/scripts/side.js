// The column of the admin's pages. Each page draws it anew: where it was scrolled and what was folded is kept here.
import { createElement as h, useEffect, useLayoutEffect, useRef, useState } from "react";
import "./side.css";

const FOLDED = "hub:side-folded";
let scrolled = 0;

function readFolded() {
  try {
    const kept = JSON.parse(localStorage.getItem(FOLDED) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function remember(name, isOpen) {
  const others = readFolded().filter((other) => other !== name);
  try {
    localStorage.setItem(FOLDED, JSON.stringify(isOpen ? others : [...others, name]));
  } catch {
    // A browser that keeps nothing shows every group.
  }
}

/** The links, scrolled to where they were on the page before, and far enough to show the present one. */
export function SideColumn({ children, ...props }) {
  const column = useRef(null);
  useLayoutEffect(() => {
    const box = column.current;
    box.scrollTop = scrolled;
    // What the person may see is known only after a moment: the column grows.
    const grown = new ResizeObserver(() => {
      const present = box.querySelector('[aria-current="page"]');
      if (!present?.offsetParent) return;
      const [from, to] = [present.offsetTop - box.offsetTop, present.offsetTop - box.offsetTop + present.offsetHeight];
      if (from < box.scrollTop || to > box.scrollTop + box.clientHeight) box.scrollTop = from - box.clientHeight / 2;
      grown.disconnect();
    });
    grown.observe(box.firstElementChild);
    return () => grown.disconnect();
  }, []);
  const keep = (event) => (scrolled = event.currentTarget.scrollTop);
  return h("nav", { ref: column, onScroll: keep, ...props }, h("div", null, children));
}

/** Links under a heading that folds them away. In the column the browser remembers it (`remembers`); on a phone the
 * group of the present page is the one that is open. */
export function SideGroup({ name, label, holdsPresent, remembers, children }) {
  const [isOpen, setOpen] = useState(remembers || holdsPresent);
  useEffect(() => {
    if (remembers && !holdsPresent) setOpen(!readFolded().includes(name));
  }, []);
  const pressed = (event) => {
    event.preventDefault();
    setOpen(!isOpen);
    if (remembers) remember(name, !isOpen);
  };
  return h(
    "details",
    { className: "side-group", open: isOpen },
    h("summary", { onClick: pressed }, label),
    h("div", { role: "group", "aria-label": label, className: "grid" }, children),
  );
}
