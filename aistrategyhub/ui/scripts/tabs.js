// Tabs after the ARIA Authoring Practices: arrows move and choose, the panels keep what was typed in them.
import { Children, createElement as h, useEffect, useId, useRef, useState } from "react";
import "./tabs.css";

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export function Tabs({ items, value, label, onChange, children }) {
  const id = useId();
  const list = useRef(null);
  const open = items.filter((item) => !item.disabled);
  const [chosen, setChosen] = useState(value || open[0]?.id);
  const current = items.some((item) => item.id === chosen) ? chosen : open[0]?.id;
  useEffect(() => {
    if (value) setChosen(value);
  }, [value]);

  const choose = (tab) => {
    if (!tab || tab.disabled) return;
    const element = list.current.children[items.indexOf(tab)];
    element.focus();
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (tab.id === current) return;
    setChosen(tab.id);
    onChange?.(tab.id);
  };
  const pressed = (event) => {
    const here = open.findIndex((item) => item.id === current);
    const target = { Home: 0, End: open.length - 1 }[event.key] ?? (event.key in STEPS ? here + STEPS[event.key] : null);
    if (target === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(open[(target + open.length) % open.length]);
  };

  const tab = (item) => {
    const isChosen = item.id === current;
    const note = item.note && h("span", { className: `note-word is-${item.tone}` }, item.note);
    return h(
      "button",
      {
        key: item.id,
        type: "button",
        role: "tab",
        id: `${id}-${item.id}`,
        "aria-selected": isChosen,
        "aria-controls": `${id}-${item.id}-panel`,
        tabIndex: isChosen ? 0 : -1,
        disabled: item.disabled,
        onClick: () => choose(item),
      },
      item.label,
      note,
    );
  };
  const panel = (content, at) => {
    const item = items[at];
    return h(
      "div",
      {
        key: item.id,
        role: "tabpanel",
        id: `${id}-${item.id}-panel`,
        "aria-labelledby": `${id}-${item.id}`,
        tabIndex: 0,
        hidden: item.id !== current,
      },
      content,
    );
  };
  return h(
    "div",
    { className: "tabs" },
    h("div", { ref: list, role: "tablist", "aria-label": label, onKeyDown: pressed }, items.map(tab)),
    Children.toArray(children).map(panel),
  );
}
