// A tree after the ARIA Authoring Practices, from flat rows in display order. Rows may be moved: by dragging, with
// Alt and the arrows, or with the buttons above the tree.
import { createElement as h, useEffect, useMemo, useRef, useState } from "react";
import "./tree.css";

const ARROWS = { up: "↑", down: "↓", out: "←", in: "→" };
const ALT_KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Children of each row by its id ("" is the top), and each row by its own. A row whose parent is missing is at the top. */
function planted(items) {
  const byId = new Map(items.map((item) => [item.id, item]));
  const children = new Map([["", []]]);
  for (const item of items) {
    const parent = byId.has(item.parent) ? item.parent : "";
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(item);
  }
  const parentOf = (id) => (byId.has(byId.get(id)?.parent) ? byId.get(id).parent : "");
  const under = (id) => children.get(id) ?? [];
  const depth = (id) => (id === "" ? -1 : depth(parentOf(id)) + 1);
  const isWithin = (id, other) => id !== "" && (id === other || isWithin(parentOf(id), other));
  return { byId, under, parentOf, depth, isWithin };
}

/** Where a row would go: its new parent, and its place among that one's children once it is no longer among them. */
function destination(tree, id, way) {
  const parent = tree.parentOf(id);
  const place = tree.under(parent).findIndex((item) => item.id === id);
  if (way === "up") return place > 0 ? [parent, place - 1] : null;
  if (way === "down") return place < tree.under(parent).length - 1 ? [parent, place + 1] : null;
  if (way === "in") return place > 0 ? [tree.under(parent)[place - 1].id, tree.under(tree.under(parent)[place - 1].id).length] : null;
  if (parent === "") return null;
  const grandparent = tree.parentOf(parent);
  return [grandparent, tree.under(grandparent).findIndex((item) => item.id === parent) + 1];
}

/** The same for a drop before, inside or after another row. */
function dropped(tree, id, target, zone) {
  if (tree.isWithin(target, id)) return null;
  if (zone === "in") return [target, tree.under(target).filter((item) => item.id !== id).length];
  const siblings = tree.under(tree.parentOf(target)).filter((item) => item.id !== id);
  return [tree.parentOf(target), siblings.findIndex((item) => item.id === target) + (zone === "after" ? 1 : 0)];
}

export function Tree({ items, label, selected, opened, words, onSelect, onMove }) {
  const root = useRef(null);
  const typed = useRef({ text: "", at: 0 });
  const wantsFocus = useRef(null);
  const moving = useRef(null);
  const [folded, setFolded] = useState({});
  const [chosen, setChosen] = useState(selected);
  const [active, setActive] = useState(null);
  const [mark, setMark] = useState(null);
  const [said, setSaid] = useState("");
  const tree = useMemo(() => planted(items), [items]);

  const isOpen = (row) => folded[row] ?? tree.depth(row) < opened - 1;
  const hasChildren = (row) => tree.under(row).length > 0;
  const visible = [];
  const walk = (parent) => {
    for (const item of tree.under(parent)) {
      visible.push(item.id);
      if (isOpen(item.id)) walk(item.id);
    }
  };
  walk("");
  const current = [active, chosen, visible[0]].find((row) => visible.includes(row));

  useEffect(() => setChosen(selected), [selected]);
  // What is chosen is in sight.
  useEffect(() => {
    const above = {};
    for (let row = tree.parentOf(selected); row; row = tree.parentOf(row)) above[row] = true;
    if (Object.keys(above).length) setFolded((known) => ({ ...known, ...above }));
  }, [selected, tree]);
  useEffect(() => {
    if (wantsFocus.current && tree.byId.has(wantsFocus.current)) element(wantsFocus.current)?.focus();
    wantsFocus.current = null;
    const moved = moving.current;
    moving.current = null;
    if (!moved || !tree.byId.has(moved)) return;
    const parent = tree.parentOf(moved);
    const siblings = tree.under(parent);
    setSaid(
      filled(parent ? words.movedInto : words.moved, {
        name: tree.byId.get(moved).label,
        parent: tree.byId.get(parent)?.label,
        place: siblings.findIndex((item) => item.id === moved) + 1,
        count: siblings.length,
      }),
    );
  }, [tree]);

  const element = (row) => root.current.querySelector(`[data-row="${CSS.escape(row)}"]`);
  const focus = (row) => {
    if (!row) return;
    setActive(row);
    element(row)?.focus();
  };
  const fold = (row, open) => setFolded((known) => ({ ...known, [row]: open }));
  const choose = (row) => {
    setActive(row);
    setChosen(row);
    onSelect?.(row);
  };
  const move = (row, where, keepsFocus) => {
    if (!where) return;
    const [parent, place] = where;
    if (parent) fold(parent, true);
    setActive(row);
    moving.current = row;
    wantsFocus.current = keepsFocus ? row : null;
    onMove(row, parent, place);
  };
  const findTyped = (letter) => {
    const now = Date.now();
    typed.current = { text: (now - typed.current.at < 700 ? typed.current.text : "") + letter.toLowerCase(), at: now };
    // The same letter again goes on to the next row that begins with it.
    const isRepeated = [...typed.current.text].every((one) => one === typed.current.text[0]);
    const wanted = isRepeated ? typed.current.text[0] : typed.current.text;
    const from = visible.indexOf(current) + (isRepeated ? 1 : 0);
    const circle = [...visible.slice(from), ...visible.slice(0, from)];
    focus(circle.find((row) => tree.byId.get(row).label.toLowerCase().startsWith(wanted)));
  };
  const pressed = (event) => {
    const here = visible.indexOf(current);
    if (event.altKey && onMove && ALT_KEYS[event.key]) {
      event.preventDefault();
      return move(current, destination(tree, current, ALT_KEYS[event.key]), true);
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const acts = {
      ArrowDown: () => focus(visible[here + 1]),
      ArrowUp: () => focus(visible[here - 1]),
      Home: () => focus(visible[0]),
      End: () => focus(visible.at(-1)),
      ArrowRight: () => hasChildren(current) && (isOpen(current) ? focus(visible[here + 1]) : fold(current, true)),
      ArrowLeft: () => (hasChildren(current) && isOpen(current) ? fold(current, false) : focus(tree.parentOf(current))),
      Enter: () => choose(current),
      " ": () => choose(current),
      "*": () => tree.under(tree.parentOf(current)).forEach((item) => fold(item.id, true)),
    };
    const act = acts[event.key] ?? (event.key.length === 1 && /\S/.test(event.key) ? () => findTyped(event.key) : null);
    if (!act) return;
    event.preventDefault();
    act();
  };

  const zoneOf = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    return part < 0.3 ? "before" : part > 0.7 ? "after" : "in";
  };
  const dragging = (row) =>
    onMove && {
      draggable: true,
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", tree.byId.get(row).label);
        setMark({ dragged: row });
      },
      onDragEnd: () => setMark(null),
      onDragOver: (event) => {
        const where = mark?.dragged && dropped(tree, mark.dragged, row, zoneOf(event));
        if (!where) return;
        event.preventDefault();
        if (mark.row !== row || mark.zone !== zoneOf(event)) setMark({ ...mark, row, zone: zoneOf(event) });
      },
      onDrop: (event) => {
        event.preventDefault();
        const where = mark?.dragged && dropped(tree, mark.dragged, row, zoneOf(event));
        setMark(null);
        move(mark.dragged, where, false);
      },
    };

  const twist = (row) =>
    h("span", {
      className: "tree-twist",
      "data-leaf": hasChildren(row) ? undefined : "",
      onClick: (event) => {
        if (!hasChildren(row)) return;
        event.stopPropagation();
        setActive(row);
        fold(row, !isOpen(row));
      },
    });
  const branch = (item, at, siblings) => {
    const row = item.id;
    const note = item.note && h("span", { className: `note-word is-${item.tone}` }, item.note);
    const shown = hasChildren(row) && isOpen(row);
    return h(
      "li",
      { key: row, role: "none" },
      h(
        "div",
        {
          role: "treeitem",
          className: "tree-row",
          "data-row": row,
          "data-drop": mark?.row === row ? mark.zone : undefined,
          "aria-level": tree.depth(row) + 1,
          "aria-posinset": at + 1,
          "aria-setsize": siblings.length,
          "aria-expanded": hasChildren(row) ? shown : undefined,
          "aria-selected": row === chosen,
          tabIndex: row === current ? 0 : -1,
          onFocus: () => setActive(row),
          onClick: () => choose(row),
          ...dragging(row),
        },
        twist(row),
        h("span", { className: "tree-label" }, item.label),
        note,
      ),
      shown && h("ul", { role: "group" }, tree.under(row).map(branch)),
    );
  };
  const button = (way) =>
    h(
      "button",
      {
        key: way,
        type: "button",
        className: "tree-move",
        "aria-label": filled(words[way], { name: tree.byId.get(current).label }),
        title: filled(words[way], { name: tree.byId.get(current).label }),
        disabled: !destination(tree, current, way),
        onClick: () => move(current, destination(tree, current, way), false),
      },
      ARROWS[way],
    );

  return h(
    "div",
    { className: "tree" },
    onMove && current && h("div", { role: "group", "aria-label": words.moving, className: "tree-moves" }, Object.keys(ARROWS).map(button)),
    h("ul", { ref: root, role: "tree", "aria-label": label, onKeyDown: pressed }, tree.under("").map(branch)),
    onMove && h("p", { role: "status", className: "sr-only" }, said),
  );
}
