// What a text may contain, and nothing else: the server keeps the same elements.
import { Extension, Node } from "@tiptap/core";
import { StarterKit } from "@tiptap/starter-kit";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";

const withoutAlign = ({ align, ...attributes }) => attributes;

// TipTap's own table writes its widths as inline styles, which neither the content policy nor the server lets through.
const PlainTable = Table.extend({
  renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
});
const PlainCell = TableCell.extend({
  addAttributes() {
    return withoutAlign(this.parent());
  },
});
const PlainHeader = TableHeader.extend({
  addAttributes() {
    return withoutAlign(this.parent());
  },
});

// The server gives each heading its anchor, which stays when the words change: links to it go on leading there.
const Anchors = Extension.create({
  name: "anchors",
  addGlobalAttributes: () => [
    { types: ["heading"], attributes: { id: { default: null, keepOnSplit: false, parseHTML: (element) => element.id || null } } },
  ],
});

/** A picture of the library with its caption; where its file lies is the server's to know. */
const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "text*",
  marks: "bold italic link",
  draggable: true,
  isolating: true,
  addAttributes: () => ({
    media: { default: null, rendered: false },
    src: { default: "", rendered: false },
    alt: { default: "", rendered: false },
  }),
  parseHTML: () => [
    {
      tag: "figure",
      getAttrs: (element) => {
        const image = element.querySelector("img[data-media]");
        return image ? { media: image.dataset.media, src: image.getAttribute("src") ?? "", alt: image.alt } : false;
      },
      contentElement: (element) => element.querySelector("figcaption") ?? document.createElement("figcaption"),
    },
  ],
  renderHTML: ({ node: { attrs } }) => [
    "figure",
    ["img", { "data-media": attrs.media, src: attrs.src, alt: attrs.alt, draggable: "false" }],
    ["figcaption", 0],
  ],
  addKeyboardShortcuts() {
    return {
      // Out of the caption: a paragraph below the picture.
      Enter: () => {
        const { $from } = this.editor.state.selection;
        if ($from.parent.type.name !== "figure") return false;
        const after = $from.after();
        return this.editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
      },
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection;
        if (!empty || $from.parent.type.name !== "figure" || $from.parent.content.size > 0) return false;
        return this.editor.commands.deleteNode("figure");
      },
    };
  },
});

/** The extensions of one editor; `askLink` opens its dialog, `levels` are those of its headings. */
export function extensions({ askLink, levels }) {
  const keys = Extension.create({
    name: "houseKeys",
    addKeyboardShortcuts: () => ({
      "Mod-k": () => {
        askLink();
        return true;
      },
    }),
  });
  return [
    StarterKit.configure({
      heading: { levels },
      underline: false,
      strike: false,
      horizontalRule: false,
      link: {
        openOnClick: false,
        defaultProtocol: "https",
        HTMLAttributes: { target: null, rel: null },
      },
    }),
    Anchors,
    Figure,
    PlainTable.configure({ resizable: false }),
    TableRow,
    PlainHeader,
    PlainCell,
    keys,
  ];
}
