// The toolbar of a text: one stop of the Tab key, arrows inside it, Esc back to the text (ARIA toolbar pattern).
import { createElement as h, useRef, useState } from "react";
import {
  Bold,
  Code,
  Heading2,
  Heading3,
  Heading4,
  Image as ImageMark,
  Italic,
  Link as LinkMark,
  List,
  ListOrdered,
  Quote,
  Redo2,
  SquareCode,
  Table as TableMark,
  Undo2,
} from "lucide-react";

const heading = (level) => ({
  key: `heading${level}`,
  icon: [Heading2, Heading3, Heading4][level - 2],
  run: (chain) => chain.toggleHeading({ level }),
  isPressed: (situation) => situation.level === level,
  shortcut: `Ctrl+Alt+${level}`,
});
const mark = (key, icon, run, shortcut) => ({ key, icon, run, isPressed: (situation) => situation[key], shortcut });

const GROUPS = [
  [
    { key: "undo", icon: Undo2, run: (chain) => chain.undo(), isOff: (now) => now.undo, shortcut: "Ctrl+Z" },
    { key: "redo", icon: Redo2, run: (chain) => chain.redo(), isOff: (now) => now.redo, shortcut: "Ctrl+Shift+Z" },
  ],
  [
    mark("bold", Bold, (chain) => chain.toggleBold(), "Ctrl+B"),
    mark("italic", Italic, (chain) => chain.toggleItalic(), "Ctrl+I"),
    mark("code", Code, (chain) => chain.toggleCode(), "Ctrl+E"),
    { ...mark("link", LinkMark, null, "Ctrl+K"), asks: "link" },
  ],
  [
    mark("bulletList", List, (chain) => chain.toggleBulletList(), "Ctrl+Shift+8"),
    mark("orderedList", ListOrdered, (chain) => chain.toggleOrderedList(), "Ctrl+Shift+7"),
    mark("blockquote", Quote, (chain) => chain.toggleBlockquote(), "Ctrl+Shift+B"),
    mark("codeBlock", SquareCode, (chain) => chain.toggleCodeBlock(), "Ctrl+Alt+C"),
    {
      key: "table",
      icon: TableMark,
      run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
      isOff: (now) => now.table,
    },
    { key: "picture", icon: ImageMark, asks: "picture" },
  ],
];
const IN_A_TABLE = [
  { key: "addRow", run: (chain) => chain.addRowAfter() },
  { key: "addColumn", run: (chain) => chain.addColumnAfter() },
  { key: "deleteRow", run: (chain) => chain.deleteRow() },
  { key: "deleteColumn", run: (chain) => chain.deleteColumn() },
  { key: "headerRow", run: (chain) => chain.toggleHeaderRow() },
  { key: "deleteTable", run: (chain) => chain.deleteTable() },
];
const IN_A_PICTURE = [
  { key: "pictureAlt", asks: "alt" },
  { key: "deletePicture", run: (chain) => chain.deleteNode("figure") },
];
const MOVES = { ArrowRight: 1, ArrowLeft: -1 };

/** Buttons that act on the editor's selection. `asks` has what opens a dialog instead, by name; what it lacks is not
 * offered. `languages` are those of code, each with its name. */
export function Toolbar({ editor, situation, words, levels, asks, languages, leave }) {
  const bar = useRef(null);
  const [stop, setStop] = useState("undo");
  const [undoing, ...others] = GROUPS;
  const groups = [undoing, levels.map(heading), ...others].map((group) => group.filter((tool) => !tool.asks || asks[tool.asks]));
  if (situation.table) groups.push(IN_A_TABLE);
  if (situation.figure) groups.push(IN_A_PICTURE);
  if (situation.codeBlock) groups.push([{ key: "codeLanguage" }]);
  const tools = groups.flat();
  const current = tools.some((tool) => tool.key === stop) ? stop : "undo";

  const moved = (event) => {
    if (event.key === "Escape") return leave();
    const here = tools.findIndex((tool) => tool.key === current);
    const step = MOVES[event.key];
    let next = { Home: 0, End: tools.length - 1 }[event.key];
    if (step) next = (here + step + tools.length) % tools.length;
    if (next === undefined) return;
    event.preventDefault();
    setStop(tools[next].key);
    bar.current.querySelector(`[data-tool="${tools[next].key}"]`).focus();
  };
  const drawLanguages = (tool) =>
    h(
      "select",
      {
        key: tool.key,
        "data-tool": tool.key,
        "aria-label": words.codeLanguage,
        tabIndex: tool.key === current ? 0 : -1,
        className: "writing-tool writing-tool-words",
        value: situation.language ?? "",
        onFocus: () => setStop(tool.key),
        onChange: (event) => editor.commands.updateAttributes("codeBlock", { language: event.target.value || null }),
      },
      h("option", { value: "" }, words.codePlain),
      Object.entries(languages).map(([value, name]) => h("option", { key: value, value }, name)),
    );
  const draw = (tool) => {
    if (tool.key === "codeLanguage") return drawLanguages(tool);
    const isOff = Boolean(tool.isOff?.(situation));
    const act = () => {
      setStop(tool.key);
      if (isOff || !editor) return;
      if (tool.asks) asks[tool.asks]();
      else tool.run(editor.chain().focus()).run();
    };
    const said = tool.shortcut ? `${words[tool.key]} (${tool.shortcut})` : words[tool.key];
    return h(
      "button",
      {
        key: tool.key,
        type: "button",
        "data-tool": tool.key,
        "aria-label": words[tool.key],
        "aria-pressed": tool.isPressed ? Boolean(tool.isPressed(situation)) : undefined,
        "aria-disabled": isOff || undefined,
        title: said,
        tabIndex: tool.key === current ? 0 : -1,
        className: tool.icon ? "writing-tool" : "writing-tool writing-tool-words",
        // The selection of the text stays where it is.
        onMouseDown: (event) => event.preventDefault(),
        onClick: act,
      },
      tool.icon ? h(tool.icon, { size: 17, strokeWidth: 1.75, "aria-hidden": "true" }) : words[tool.key],
    );
  };
  return h(
    "div",
    { ref: bar, role: "toolbar", "aria-label": words.toolbar, className: "writing-toolbar", onKeyDown: moved },
    groups.map((group, index) => h("div", { key: index, className: "writing-group" }, group.map(draw))),
  );
}
