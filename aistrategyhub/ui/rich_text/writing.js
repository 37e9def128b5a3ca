// The editor: TipTap on a schema of ours, its toolbar, and the rule that what comes back from the server never
// replaces what is being written.
import { createElement as h, useEffect, useRef, useState } from "react";
import { Editor } from "@tiptap/core";
import { extensions } from "./grammar.js";
import { LinkDialog } from "./link_dialog.js";
import { cleaned } from "./paste.js";
import { PictureDialog } from "./picture_dialog.js";
import { Toolbar } from "./toolbar.js";
import "./rich_text.css";

const QUIET_MS = 500;

/** The HTML of what is written, without the empty line that the editor keeps at the end. */
const htmlOf = (editor) => editor.getHTML().replace(/(<p><\/p>)+$/, "");

/** What the toolbar shows pressed or grey. */
function situationOf(editor) {
  const is = (...asked) => editor.isActive(...asked);
  return {
    undo: !editor.can().undo(),
    redo: !editor.can().redo(),
    level: is("heading") ? editor.getAttributes("heading").level : 0,
    bold: is("bold"),
    italic: is("italic"),
    code: is("code"),
    link: is("link"),
    bulletList: is("bulletList"),
    orderedList: is("orderedList"),
    blockquote: is("blockquote"),
    codeBlock: is("codeBlock"),
    language: is("codeBlock") ? editor.getAttributes("codeBlock").language : null,
    table: is("table"),
    figure: is("figure"),
  };
}

/** The headings that have an anchor already, as places to link to. */
function headingsOf(editor) {
  const found = [];
  editor.state.doc.descendants((node) => {
    if (node.type.name === "heading" && node.attrs.id) found.push({ label: node.textContent, href: `#${node.attrs.id}` });
  });
  return found;
}

/** `onChange` hears the HTML half a second after the last key, and at once when the field or the page is left. */
export function Writing(props) {
  const { value, label, levels, words, languages, fieldId, name, path, place: ownName, putIn, linksAddress } = props;
  const { describedBy, invalid, onChange, onAskPicture } = props;
  const place = useRef(null);
  const root = useRef(null);
  const editor = useRef(null);
  const told = useRef(value);
  const timer = useRef(0);
  const hear = useRef(onChange);
  hear.current = onChange;
  const [situation, setSituation] = useState({});
  const [html, setHtml] = useState(value);
  const [linkOf, setLinkOf] = useState(null);
  const [altOf, setAltOf] = useState(null);
  const lastPut = useRef(putIn?.count ?? 0);

  const tell = () => {
    clearTimeout(timer.current);
    timer.current = 0;
    const now = editor.current ? htmlOf(editor.current) : told.current;
    if (now === told.current) return;
    told.current = now;
    hear.current?.(now);
  };
  const changed = ({ editor: writing }) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(tell, QUIET_MS);
    const now = htmlOf(writing);
    if (name) setHtml(now);
    root.current?.dispatchEvent(new CustomEvent("hub:write", { bubbles: true, detail: { path, value: now } }));
  };
  const askLink = () => setLinkOf(editor.current.getAttributes("link").href ?? "");
  const asks = {
    link: askLink,
    alt: () => setAltOf(editor.current.getAttributes("figure").alt ?? ""),
    picture: onAskPicture && (() => onAskPicture(ownName)),
  };

  useEffect(() => {
    const attributes = { role: "textbox", "aria-multiline": "true", "aria-label": label, class: "writing-text rich" };
    if (fieldId) attributes.id = fieldId;
    if (describedBy) attributes["aria-describedby"] = describedBy;
    const writing = new Editor({
      element: place.current,
      extensions: extensions({ askLink, levels }),
      content: value,
      injectCSS: false,
      editorProps: { attributes, transformPastedHTML: (html) => cleaned(html, levels[0]) },
      onUpdate: changed,
      onBlur: tell,
    });
    editor.current = writing;
    const show = () =>
      setSituation((before) => {
        const now = situationOf(writing);
        return Object.keys(now).every((key) => now[key] === before[key]) ? before : now;
      });
    writing.on("transaction", show);
    show();
    window.addEventListener("pagehide", tell);
    return () => {
      tell();
      window.removeEventListener("pagehide", tell);
      editor.current = null;
      writing.destroy();
    };
  }, []);

  useEffect(() => {
    place.current.firstChild?.setAttribute("aria-invalid", invalid ? "true" : "false");
  }, [invalid]);

  useEffect(() => {
    const writing = editor.current;
    if (!writing || value === told.current || timer.current || writing.isFocused) return;
    told.current = value;
    writing.commands.setContent(value, { emitUpdate: false });
    setHtml(htmlOf(writing));
  }, [value]);

  useEffect(() => {
    if (!putIn?.count || putIn.count === lastPut.current) return;
    lastPut.current = putIn.count;
    if (putIn.target !== ownName) return;
    const figure = { type: "figure", attrs: { media: putIn.id, src: putIn.src, alt: putIn.alt } };
    editor.current.chain().focus().insertContent(figure).run();
  }, [putIn?.count]);

  const leaveToolbar = () => editor.current.commands.focus();
  const pressed = (event) => {
    if (event.altKey && event.key === "F10") {
      event.preventDefault();
      root.current.querySelector('[role="toolbar"] [tabindex="0"]')?.focus();
    }
  };
  const closeAlt = (alt) => {
    setAltOf(null);
    const chain = editor.current.chain().focus();
    (alt === null ? chain : chain.updateAttributes("figure", { alt })).run();
  };
  const closeLink = (href, called) => {
    setLinkOf(null);
    const chain = editor.current.chain().focus();
    if (href === null) return chain.run();
    if (href === "") return chain.extendMarkRange("link").unsetLink().run();
    if (editor.current.state.selection.empty && !situation.link) {
      const text = { type: "text", text: called || href.replace(/^(mailto|tel):/, ""), marks: [{ type: "link", attrs: { href } }] };
      return chain.insertContent(text).run();
    }
    return chain.extendMarkRange("link").setLink({ href }).run();
  };
  return h(
    "div",
    { ref: root, className: "writing", onKeyDown: pressed },
    h(Toolbar, { editor: editor.current, situation, words, levels, asks, languages, leave: leaveToolbar }),
    h("div", { ref: place }),
    name && h("input", { type: "hidden", name, value: html }),
    linkOf !== null &&
      h(LinkDialog, { href: linkOf, words, linksAddress, headings: headingsOf(editor.current), onClose: closeLink }),
    altOf !== null && h(PictureDialog, { alt: altOf, words, onClose: closeAlt }),
  );
}
