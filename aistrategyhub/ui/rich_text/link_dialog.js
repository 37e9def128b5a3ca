// Where a link goes: an address that somebody writes, or a page or a heading that they choose. No form of its own: the
// text may stand inside one.
import { createElement as h, useEffect, useRef, useState } from "react";

const SCHEME = /^(https?:\/\/|mailto:|tel:)\S+$/i;
const INSIDE = /^[/#]\S*$/;
const MAIL = /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/;
const BARE = /^[^\s:/?#]+\.[^\s:/?#.]{2,}([/?#]\S*)?$/;
const QUIET_MS = 200;
const MOST_HEADINGS = 4;

/** The address as it will be kept; undefined for what is none. */
export function addressOf(written) {
  const text = written.trim();
  if (text === "" || SCHEME.test(text) || (INSIDE.test(text) && !text.startsWith("//"))) return text;
  if (MAIL.test(text)) return `mailto:${text}`;
  return BARE.test(text) ? `https://${text}` : undefined;
}

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The headings of this text and the pages of the site that have these words. */
function useSuggestions(written, isTouched, address, headings) {
  const [pages, setPages] = useState([]);
  const words = written.trim();
  const isWanted = isTouched && !SCHEME.test(words);

  useEffect(() => {
    if (!address || !isWanted) return setPages([]);
    const giveUp = new AbortController();
    const asked = setTimeout(async () => {
      try {
        const query = encodeURIComponent(words.replace(/^[/#]+/, ""));
        const answer = await fetch(`${address}&q=${query}`, { signal: giveUp.signal });
        setPages(answer.ok ? (await answer.json()).data : []);
      } catch {
        // Without suggestions the address can still be written.
      }
    }, QUIET_MS);
    return () => {
      clearTimeout(asked);
      giveUp.abort();
    };
  }, [words, isWanted, address]);

  if (!isWanted) return [];
  const sought = folded(words.replace(/^#/, ""));
  const found = headings.filter(({ label }) => folded(label).includes(sought)).slice(0, MOST_HEADINGS);
  return [...found, ...pages];
}

/** Asks for an address; `onClose` hears it, "" to take the link away, null to leave everything as it is, and what the
 * page or heading is called that was chosen. */
export function LinkDialog({ href, words, linksAddress, headings, onClose }) {
  const dialog = useRef(null);
  const answer = useRef(null);
  const [written, setWritten] = useState(href);
  const [isTouched, setTouched] = useState(!href);
  const [isWrong, setWrong] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const taken = useRef(null);
  const offered = useSuggestions(written, isTouched, linksAddress, headings);

  useEffect(() => {
    dialog.current.showModal();
    dialog.current.querySelector("input").select();
  }, []);

  const end = (said) => {
    answer.current = said;
    dialog.current.close();
  };
  const apply = () => {
    const address = addressOf(written);
    if (address === undefined) return setWrong(true);
    end(address);
  };
  const take = (offer) => {
    taken.current = offer;
    setWritten(offer.href);
    setTouched(false);
    setWrong(false);
    setChosen(-1);
    dialog.current.querySelector("input").focus();
  };
  const pressed = (event) => {
    event.stopPropagation();
    if (event.target.tagName !== "INPUT") return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offered.length) {
      event.preventDefault();
      setChosen((chosen + step + offered.length + (chosen < 0 && step < 0 ? 1 : 0)) % offered.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (offered[chosen]) take(offered[chosen]);
      else apply();
    } else if (event.key === "Escape" && offered.length && isTouched) {
      event.preventDefault();
      setTouched(false);
    }
  };
  const typed = (event) => {
    setWritten(event.target.value);
    setTouched(true);
    setWrong(false);
    setChosen(-1);
  };
  const button = (kind, text, onClick) => h("button", { type: "button", className: `button button-${kind}`, onClick }, text);
  const option = (one, at) =>
    h(
      "li",
      {
        key: one.href,
        id: `link-offer-${at}`,
        role: "option",
        "aria-selected": at === chosen,
        className: "writing-offer",
        onMouseDown: (event) => event.preventDefault(),
        onClick: () => take(one),
      },
      h("span", { className: "font-medium" }, one.label),
      h("span", { className: "writing-offer-note" }, one.note ? `${one.note} · ${one.href}` : one.href),
    );
  return h(
    "dialog",
    {
      ref: dialog,
      className: "dialog",
      "aria-label": words.linkTitle,
      onKeyDown: pressed,
      onInput: (event) => event.stopPropagation(),
      onClose: () => onClose(answer.current, taken.current?.href === answer.current ? taken.current.label : ""),
    },
    h(
      "div",
      { className: "grid gap-5" },
      h("h2", { className: "display text-2xl" }, words.linkTitle),
      h(
        "div",
        { className: "field" },
        h(
          "label",
          { className: "field" },
          h("span", { className: "field-label" }, words.linkAddress),
          h("span", { className: "field-hint" }, words.linkHint),
          h("input", {
            className: "input",
            value: written,
            onChange: typed,
            role: "combobox",
            "aria-expanded": offered.length > 0,
            "aria-controls": "link-offers",
            "aria-autocomplete": "list",
            "aria-activedescendant": offered[chosen] ? `link-offer-${chosen}` : undefined,
            "aria-invalid": isWrong,
            inputMode: "url",
            autoComplete: "off",
          }),
        ),
        h("ul", { id: "link-offers", role: "listbox", "aria-label": words.linkOffers, className: "writing-offers" }, offered.map(option)),
        h("span", { role: "alert" }, isWrong && h("span", { className: "field-error" }, words.linkWrong)),
      ),
      h(
        "div",
        { className: "flex flex-wrap gap-3" },
        button("primary", words.linkApply, apply),
        href && button("secondary", words.linkRemove, () => end("")),
        button("quiet", words.linkCancel, () => end(null)),
      ),
    ),
  );
}
