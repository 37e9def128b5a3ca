// What a text may contain, and nothing else: the server keeps the same elements.
import { Extension } from "@tiptap/core";
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
    PlainTable.configure({ resizable: false }),
    TableRow,
    PlainHeader,
    PlainCell,
    keys,
  ];
}
