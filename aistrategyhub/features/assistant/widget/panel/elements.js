// Elements without markup: nothing that was said can become an element or an address of its own.

function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

const button = (label, onclick, properties = {}) => el("button", { type: "button", onclick, ...properties }, label);

// An address of ours or of a page that a citation names; undefined for whatever is not a page.
function addressOf(path, base) {
  if (!path || !URL.canParse(path, base)) return undefined;
  const address = new URL(path, base);
  return /^https?:$/.test(address.protocol) ? address : undefined;
}

// Words of the source, for the browser to scroll to (URL Fragment Text Directives).
function addressOfCitation({ path, quote }, base) {
  const address = addressOf(path, base);
  const words = quote.trim().split(/\s+/).slice(0, 5).join(" ");
  if (address && words) address.hash = `:~:text=${encodeURIComponent(words).replaceAll("-", "%2D")}`;
  return address?.href;
}

const placeOf = ({ title, heading, page }) =>
  [heading === title ? "" : heading.replace(`${title} › `, ""), page ? WORDS.page.replace("{number}", page) : ""]
    .filter(Boolean)
    .join(", ");

function fresh(href, label, properties = {}) {
  return el("a", { href, target: "_blank", rel: "noopener", ...properties }, label);
}
