// What Word, Google Docs and web pages put on the clipboard, as the plain structure that was meant.

const TAG = /<[a-z][^>]*>/gi;
const INLINE = /([\s/"'])(style|on[a-z]+)\s*=/gi;
const SHEETS = /<(style|script)\b[\s\S]*?(<\/\1\s*>|$)/gi;
const WORD = /mso-|urn:schemas-microsoft-com|class="?Mso/i;
const NUMBERED = /^\s*(\d+|[a-z]|[ivxlc]+)[.)]/i;
const DROPPED = "style, script, meta, link, title, xml, noscript, img:not([data-media]), object, iframe, [data-style*='mso-list:Ignore']";
const KEPT = { A: ["href"], TD: ["colspan", "rowspan"], TH: ["colspan", "rowspan"], OL: ["start"], IMG: ["data-media", "src", "alt"] };
const NEW_NAMES = { B: "strong", I: "em" };

/** HTML without styles, classes or anything that only the other program understands; `top` is its highest heading. */
export function cleaned(html, top) {
  const isWord = WORD.test(html);
  // What is inline counts against the content policy as soon as it is parsed, even in a document nobody shows.
  const safe = html.replace(SHEETS, "").replace(TAG, (tag) => tag.replace(INLINE, "$1 data-$2="));
  const body = new DOMParser().parseFromString(safe, "text/html").body;
  dropComments(body);
  // The list marks say whether a Word list is numbered: read before they are dropped.
  if (isWord) gatherLists(body);
  body.querySelectorAll(DROPPED).forEach((element) => element.remove());
  [...body.querySelectorAll("*")].reverse().forEach(plain);
  body.querySelectorAll("h1, h2, h3, h4, h5, h6").forEach((title) => rename(title, levelOf(title, top)));
  body.querySelectorAll("p, h2, h3, h4").forEach(dropEmpty);
  return isWord ? body.innerHTML.replace(/(&nbsp;|\u00a0)+/g, " ") : body.innerHTML;
}

function dropComments(body) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  found.forEach((comment) => comment.remove());
}

const cssOf = (element) => element.getAttribute("data-style") ?? "";
const isBold = (css) => /font-weight\s*:\s*(bold|[6-9]00)/i.test(css);
const isNotBold = (css) => /font-weight\s*:\s*(normal|[1-4]00)/i.test(css);
const isItalic = (css) => /font-style\s*:\s*italic/i.test(css);
const isNotItalic = (css) => /font-style\s*:\s*normal/i.test(css);

/** One element reduced to what it means; what it contains has already been. */
function plain(element) {
  const css = cssOf(element);
  const name = element.tagName;
  const says = { B: isNotBold, STRONG: isNotBold, I: isNotItalic, EM: isNotItalic }[name];
  if (name.includes(":") || says?.(css) || name === "FONT") return unwrap(element);
  if (name === "SPAN") return unwrapSpan(element, css);
  if (name === "P" && /^MsoTitle/i.test(element.className)) return rename(element, "h2");
  if (name === "A") unmaskAddress(element);
  strip(element);
  if (name === "IMG" && !element.getAttribute("src")?.startsWith("/media/")) element.removeAttribute("src");
  if (NEW_NAMES[name]) rename(element, NEW_NAMES[name]);
}

/** A heading of another program at the level that ours has for it. */
const levelOf = ({ tagName }, top) => `h${Math.min(Math.max(Number(tagName[1]), top), 4)}`;

function unwrapSpan(span, css) {
  if (isBold(css)) wrapContents(span, "strong");
  if (isItalic(css)) wrapContents(span, "em");
  unwrap(span);
}

const unwrap = (element) => element.replaceWith(...element.childNodes);

function wrapContents(element, name) {
  const wrapper = element.ownerDocument.createElement(name);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

function rename(element, name) {
  const renamed = element.ownerDocument.createElement(name);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}

function strip(element) {
  const kept = KEPT[element.tagName] ?? [];
  [...element.attributes].forEach(({ name }) => kept.includes(name) || element.removeAttribute(name));
}

/** Google Docs sends links through itself; bookmarks of Word lead nowhere. */
function unmaskAddress(link) {
  const href = link.getAttribute("href") ?? "";
  const masked = /^https:\/\/www\.google\.com\/url\?(.*)$/.exec(href);
  const meant = masked && new URLSearchParams(masked[1]).get("q");
  if (meant) link.setAttribute("href", meant);
  if (!href || /^#_/.test(href) || /^file:/i.test(href)) link.removeAttribute("href");
}

function dropEmpty(element) {
  const hasText = element.textContent.replace(/\u00a0/g, " ").trim() !== "";
  if (!hasText && !element.closest("td, th, li")) element.remove();
}

/** Word writes lists as paragraphs with a level in their style and the mark as text. */
function gatherLists(body) {
  let open = [];
  for (const item of [...body.querySelectorAll("p, h1, h2, h3, h4")]) {
    const level = Number(/mso-list:\s*\S+\s+level(\d+)/i.exec(cssOf(item))?.[1] ?? 0);
    if (!level || item.closest("li")) {
      open = [];
      continue;
    }
    if (open.length && open[0].nextElementSibling !== item) open = [];
    open = open.slice(0, level);
    const mark = item.querySelector("[data-style*='mso-list:Ignore']");
    const kind = NUMBERED.test(mark?.textContent ?? "") ? "ol" : "ul";
    while (open.length < level) open.push(openList(open, kind, item));
    const line = item.ownerDocument.createElement("li");
    mark?.remove();
    open.at(-1).append(line);
    const text = item.ownerDocument.createElement("p");
    text.append(...item.childNodes);
    line.append(text);
    item.remove();
  }
}

function openList(open, kind, item) {
  const list = item.ownerDocument.createElement(kind);
  const parent = open.at(-1);
  if (!parent) item.before(list);
  else (parent.lastElementChild ?? parent.appendChild(item.ownerDocument.createElement("li"))).append(list);
  return list;
}
