// A list that one orders by dragging, or with the keyboard: Space lifts a thing, arrows move it, Space puts it down,
// Esc puts it back. Every step is told to screen readers.
import { createElement as h, useEffect, useRef, useState } from "react";
import "./ordered.css";

// So near an edge of the window that what is dragged towards it comes into sight; above stands a bar.
const EDGES = { above: 160, below: 80 };
const PIXELS_PER_FRAME = 0.2;

const moved = (list, from, to) => {
  const others = list.filter((_, at) => at !== from);
  return [...others.slice(0, to), list[from], ...others.slice(to)];
};

/** `rows` are the children in their order: each has an `id`, and is called what stands in its fields `namedBy`. A handle
 * is a child's element with `data-handle`; `onMove` hears (id, place). */
export function Ordered({ rows, namedBy, words, className, onMove, children }) {
  const ids = rows.map(({ id }) => id);
  const [order, setOrder] = useState(ids);
  const [lifted, setLifted] = useState(null);
  const [said, setSaid] = useState("");
  const list = useRef(null);
  const start = useRef(null);
  const pointer = useRef(null);
  const dragged = useRef(null);
  const known = ids.join(" ");

  useEffect(() => {
    setOrder(ids);
  }, [known]);
  useEffect(() => {
    for (const row of list.current.children) {
      row.style.order = order.indexOf(row.dataset.ordered);
      row.toggleAttribute("data-lifted", row.dataset.ordered === lifted);
    }
  });

  const nameOf = (id) => namedBy.map((field) => rows[ids.indexOf(id)]?.[field]).filter(Boolean).join(" ");
  const tell = (key, id, place) =>
    setSaid(words[key].replace("{name}", nameOf(id)).replace("{place}", place + 1).replace("{count}", ids.length));
  const put = (id, place) => {
    const to = Math.min(Math.max(place, 0), order.length - 1);
    if (order.indexOf(id) === to) return;
    setOrder(moved(order, order.indexOf(id), to));
    tell("moved", id, to);
  };
  const drop = (id) => {
    const place = order.indexOf(id);
    pointer.current = null;
    setLifted(null);
    tell("dropped", id, place);
    if (place === ids.indexOf(id)) return;
    list.current.dispatchEvent(new CustomEvent("hub:edit", { bubbles: true, detail: { op: "move", block: id, at: place } }));
    onMove?.(id, place);
  };
  const lift = (id) => {
    start.current = order;
    setLifted(id);
    tell("lifted", id, order.indexOf(id));
  };
  const cancel = (id) => {
    pointer.current = null;
    setOrder(start.current ?? ids);
    setLifted(null);
    tell("cancelled", id, (start.current ?? ids).indexOf(id));
  };
  const idOf = (target) => target.closest("[data-handle]") && target.closest("[data-ordered]")?.dataset.ordered;

  const pressed = (event) => {
    const id = idOf(event.target);
    if (!id) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const isToggle = event.key === " " || event.key === "Enter";
    if (!isToggle && !(lifted && (step || event.key === "Escape"))) return;
    event.preventDefault();
    if (isToggle) return lifted ? drop(id) : lift(id);
    if (event.key === "Escape") return cancel(id);
    put(id, order.indexOf(id) + step);
  };
  const down = (event) => {
    const id = idOf(event.target);
    if (!id || event.button !== 0) return;
    event.preventDefault();
    event.target.closest("[data-handle]").focus();
    list.current.setPointerCapture(event.pointerId);
    lift(id);
  };
  const drag = () => {
    const boxes = [...list.current.children].filter((box) => box.dataset.ordered !== lifted);
    const middle = (box) => box.getBoundingClientRect().top + box.getBoundingClientRect().height / 2;
    put(lifted, boxes.filter((box) => middle(box) < pointer.current).length);
  };
  dragged.current = drag;
  const over = (event) => {
    if (lifted === null || !list.current.hasPointerCapture(event.pointerId)) return;
    pointer.current = event.clientY;
    drag();
  };
  useEffect(() => {
    if (lifted === null) return;
    let frame;
    const roll = () => {
      const past = Math.min(0, pointer.current - EDGES.above) + Math.max(0, pointer.current - window.innerHeight + EDGES.below);
      if (pointer.current !== null && past) {
        window.scrollBy({ top: past * PIXELS_PER_FRAME, behavior: "instant" });
        dragged.current();
      }
      frame = requestAnimationFrame(roll);
    };
    frame = requestAnimationFrame(roll);
    return () => cancelAnimationFrame(frame);
  }, [lifted]);
  const up = (event) => {
    if (lifted !== null && list.current.hasPointerCapture(event.pointerId)) drop(lifted);
  };
  return h(
    "div",
    null,
    h("ol", { ref: list, className, onKeyDown: pressed, onPointerDown: down, onPointerMove: over, onPointerUp: up, onPointerCancel: () => lifted && cancel(lifted) }, children),
    h("p", { role: "status", className: "sr-only" }, said),
  );
}
