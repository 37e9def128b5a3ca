// Columns of cards. A card goes elsewhere by dragging, with Alt and the arrows, or through the list in it, which works
// with a thumb and a screen reader.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import "./kanban.css";

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export function Kanban({ columns, cards, label, words, disabled, onMove, onOpen }) {
  const id = useId();
  const board = useRef(null);
  const moved = useRef(null);
  const [dragged, setDragged] = useState(null);
  const [over, setOver] = useState(null);
  const [said, setSaid] = useState("");
  const of = (column) => cards.filter((card) => card.column === column);

  useEffect(() => {
    const card = moved.current && cards.find((one) => one.id === moved.current.id);
    if (!card || card.column !== moved.current.column) return;
    const place = of(card.column).indexOf(card) + 1;
    const column = columns.find((one) => one.id === card.column);
    setSaid(filled(words.moved, { name: card.title, column: column.title, place, count: of(card.column).length }));
    if (moved.current.keepsFocus) board.current.querySelector(`[data-card="${CSS.escape(card.id)}"]`)?.focus();
    moved.current = null;
  }, [cards]);

  const move = (card, column, place, keepsFocus) => {
    if (disabled || !onMove || (card.column === column && of(column).indexOf(card) === place)) return;
    moved.current = { id: card.id, column, keepsFocus };
    onMove(card.id, column, place);
  };
  const pressed = (card) => (event) => {
    if (event.target !== event.currentTarget) return;
    const own = of(card.column);
    const here = own.indexOf(card);
    const column = columns.findIndex((one) => one.id === card.column);
    const beside = (by) => columns[column + by];
    const acts = event.altKey
      ? {
          ArrowUp: () => here > 0 && move(card, card.column, here - 1, true),
          ArrowDown: () => here < own.length - 1 && move(card, card.column, here + 1, true),
          ArrowLeft: () => beside(-1) && move(card, beside(-1).id, of(beside(-1).id).length, true),
          ArrowRight: () => beside(1) && move(card, beside(1).id, of(beside(1).id).length, true),
        }
      : {
          ArrowUp: () => focus(own[here - 1]),
          ArrowDown: () => focus(own[here + 1]),
          ArrowLeft: () => focus(near(column, here, -1)),
          ArrowRight: () => focus(near(column, here, 1)),
          Enter: () => onOpen?.(card.id),
        };
    if (!acts[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    acts[event.key]();
  };
  const near = (column, here, by) => {
    for (let at = column + by; columns[at]; at += by) {
      const found = of(columns[at].id);
      if (found.length) return found[Math.min(here, found.length - 1)];
    }
    return null;
  };
  const focus = (card) => card && board.current.querySelector(`[data-card="${CSS.escape(card.id)}"]`)?.focus();
  const placeAt = (event, column) => {
    const rest = of(column).filter((card) => card.id !== dragged);
    const found = rest.findIndex((card) => {
      const box = board.current.querySelector(`[data-card="${CSS.escape(card.id)}"]`).getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    return found < 0 ? rest.length : found;
  };

  const choice = (card) =>
    h(
      "label",
      { className: "kanban-choice" },
      h("span", { className: "sr-only" }, filled(words.moveTo, { name: card.title })),
      h(
        "select",
        { value: card.column, onChange: ({ target }) => move(card, target.value, of(target.value).length, false) },
        columns.map((column) => h("option", { key: column.id, value: column.id }, column.title)),
      ),
    );
  const drawn = (card) =>
    h(
      "li",
      {
        key: card.id,
        "data-card": card.id,
        className: "kanban-card",
        tabIndex: 0,
        "aria-labelledby": `${id}-${card.id}`,
        "aria-keyshortcuts": onMove && !disabled ? "Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight" : undefined,
        "data-dragged": dragged === card.id ? "" : undefined,
        draggable: Boolean(onMove) && !disabled,
        onKeyDown: pressed(card),
        onDragStart: (event) => {
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", card.title);
          setDragged(card.id);
        },
        onDragEnd: () => setDragged(null),
      },
      onOpen
        ? h("button", { type: "button", id: `${id}-${card.id}`, className: "kanban-title link-quiet", onClick: () => onOpen(card.id) }, card.title)
        : h("p", { id: `${id}-${card.id}`, className: "kanban-title" }, card.title),
      card.note && h("p", { className: "kanban-note" }, card.note),
      card.mark && h("span", { className: `note-word is-${card.tone}` }, card.mark),
      onMove && !disabled && choice(card),
    );
  const column = (one) => {
    const own = of(one.id);
    return h(
      "section",
      {
        key: one.id,
        className: "kanban-column",
        "aria-labelledby": `${id}-${one.id}-title`,
        "data-over": over === one.id ? "" : undefined,
        onDragOver: (event) => {
          if (!dragged) return;
          event.preventDefault();
          setOver(one.id);
        },
        onDragLeave: (event) => event.currentTarget.contains(event.relatedTarget) || setOver(null),
        onDrop: (event) => {
          event.preventDefault();
          const card = cards.find((found) => found.id === dragged);
          if (card) move(card, one.id, placeAt(event, one.id), false);
          setDragged(null);
          setOver(null);
        },
      },
      h("h3", { id: `${id}-${one.id}-title` }, one.title, " ", h("span", { className: "note-word" }, own.length)),
      own.length ? h("ul", null, own.map(drawn)) : h("p", { className: "kanban-empty" }, words.empty),
    );
  };
  return h(
    "div",
    { ref: board, role: "group", "aria-label": label, className: "kanban" },
    columns.map(column),
    h("p", { role: "status", className: "sr-only" }, said),
  );
}
