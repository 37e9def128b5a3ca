// A page of ours shown inside another at the width of a phone, a tablet or a desk, and told when to look again.
import { createElement as h, useEffect, useRef, useState } from "react";
import "./frame.css";

const WIDTHS = { phone: 390, tablet: 820, desk: 1280 };
const LOOK_AGAIN = "hub:look-again";
const MARGIN = 24;

/** `stamp` changes when what the page shows has changed; `at` is the id of what one is looking for in it. */
export function Frame({ src, title, stamp, at, words }) {
  const place = useRef(null);
  const frame = useRef(null);
  const [size, setSize] = useState("phone");
  const [room, setRoom] = useState(0);

  useEffect(() => {
    const observer = new ResizeObserver(([box]) => setRoom(box.contentRect.width));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    frame.current?.contentWindow?.postMessage({ kind: LOOK_AGAIN }, window.location.origin);
  }, [stamp]);
  useEffect(() => {
    const inside = frame.current?.contentWindow;
    const sought = at && inside?.document.getElementById(at);
    // Not scrollIntoView: it would move the page around the frame, too.
    if (sought) inside.scrollBy({ top: sought.getBoundingClientRect().top - MARGIN });
  }, [at]);

  const width = WIDTHS[size];
  const scale = room ? Math.min(1, room / width) : 1;
  // Through the style object of the element, which the content policy allows; an attribute it would not.
  const style = { width: `${width}px`, height: `${100 / scale}%`, transform: `scale(${scale})` };
  const choice = (key) =>
    h("button", { key, type: "button", className: "frame-size", "aria-pressed": size === key, onClick: () => setSize(key) }, words[key]);
  return h(
    "section",
    { className: "grid gap-2", "aria-label": title },
    h("div", { role: "group", "aria-label": words.width, className: "flex flex-wrap items-center gap-1" }, Object.keys(WIDTHS).map(choice)),
    h("div", { ref: place, className: "frame-place" }, room > 0 && src && h("iframe", { ref: frame, src, title, style, className: "frame" })),
  );
}

/** Inside the frame: tells the page when it should look again. */
export function LooksAgain({ onLook }) {
  const hear = useRef(onLook);
  hear.current = onLook;
  useEffect(() => {
    const told = ({ origin, data }) => origin === window.location.origin && data?.kind === LOOK_AGAIN && hear.current();
    window.addEventListener("message", told);
    return () => window.removeEventListener("message", told);
  }, []);
  return null;
}
