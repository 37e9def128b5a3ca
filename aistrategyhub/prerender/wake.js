// Wakes the page at the first touch, and loses nothing of what the visitor did before React answered.
const page = JSON.parse(document.getElementById("__page").textContent);
window.__page = page;

const PRESSED = "button,[role=button],[tabindex],input:is([type=submit],[type=button],[type=image],[type=reset])";
const FIELDS = "input,select,textarea";
// What the browser does by itself, and does well: only the nearest of all these counts.
const ACTING = `${PRESSED},a[href],area[href],summary,label,${FIELDS},video,audio`;
const SIGNS = ["pointerdown", "pointerover", "keydown", "focusin"];
const HELD = ["click", "submit", "input", "change"];
const LONGEST_MS = 5000;
const SIGHT_MS = 1000;
const fields = new Map();
const presses = new Set();
const submits = new Map();
let composing = null;
let begun = false;

const nearest = (event, kind) => (event.target instanceof Element ? event.target.closest(kind) : null);
const isText = (field) => field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && !isChoice(field));
const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
const goesByItself = (button) =>
  button.type === "reset" ||
  button.matches("[popovertarget],[commandfor]") ||
  (button.type !== "button" && (button.form?.hasAttribute("action") || button.hasAttribute("formaction")));

function changed(field) {
  if (isChoice(field)) return field.checked !== field.defaultChecked && (field.checked || field.type === "checkbox");
  if (field.type === "file") return field.files.length > 0;
  if (isText(field)) return field.type !== "hidden" && field.value !== field.defaultValue;
  const options = [...field.options];
  const first = field.multiple || options.some((option) => option.defaultSelected) ? -1 : 0;
  return options.some((option, at) => option.selected !== (option.defaultSelected || at === first));
}

function keep(field) {
  fields.set(field, {
    value: field.value,
    checked: field.checked,
    selected: field.options && [...field.options].map((option) => option.selected),
    caret: isText(field) && [field.selectionStart, field.selectionEnd, field.selectionDirection ?? "none"],
  });
}

const say = (field, ...names) =>
  names.forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true, composed: true })));

const ofBrowser = (field, name) => Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), name);

// The server answers what it was told a moment ago, and React would write that over what was typed since: such a write
// is late, and overlooked. Any other value that the application gives the field is its own will.
function overlookLate(field, known) {
  const watched = Object.getOwnPropertyDescriptor(field, "value");
  if (!watched?.set) return;
  const late = new Set([known]);
  let last = field.value;
  const write = (value) => late.has(value) || watched.set.call(field, value);
  Object.defineProperty(field, "value", { ...watched, set: write });
  field.addEventListener("input", () => {
    late.add(last);
    last = field.value;
    late.delete(last);
  });
  // React keeps the attribute at what it knows: once that is what was typed, nothing is on its way any more.
  new MutationObserver(() => field.defaultValue === field.value && late.clear()).observe(field, { attributes: true, childList: true });
}

function giveText(field, { value, caret }) {
  const known = field.value === value ? field.defaultValue : field.value;
  if (field.value !== value) {
    // React wrote over it. The setter of the browser is the one that React does not watch.
    ofBrowser(field, "value").set.call(field, value);
    if (document.activeElement === field && caret[0] !== null) field.setSelectionRange(...caret);
  }
  overlookLate(field, known);
  // React tells a change by the value it remembers, and what it found when it awoke is what was typed.
  field._valueTracker?.setValue(`${value}.`);
  say(field, "input", "change");
}

// Until the server knows of the choice, React would take it back.
function overlookOnce(field, wanted) {
  const watched = Object.getOwnPropertyDescriptor(field, "checked");
  if (!watched?.set) return;
  const settle = () => Object.defineProperty(field, "checked", watched);
  Object.defineProperty(field, "checked", { ...watched, set: (value) => value === wanted && settle() });
  setTimeout(settle, LONGEST_MS);
}

function give(field, kept) {
  if (!field.isConnected) return;
  if (isChoice(field)) {
    field.checked = !kept.checked;
    overlookOnce(field, kept.checked);
    field.click();
  } else if (field.type === "file") {
    say(field, "input", "change");
  } else if (isText(field)) {
    giveText(field, kept);
  } else {
    kept.selected.forEach((isSelected, at) => (field.options[at].selected = isSelected));
    say(field, "input", "change");
  }
}

function hold(event) {
  // What stands in a shadow is no part of the page, and is awake by itself.
  if (event.target.shadowRoot) return;
  event.stopPropagation();
  if (event.type === "click") return holdPress(event);
  if (event.type === "submit") return holdSubmit(event);
  if (!event.target.matches?.(FIELDS)) return;
  keep(event.target);
  wake();
}

function holdPress(event) {
  const pressed = nearest(event, ACTING);
  if (!pressed?.matches(PRESSED) || goesByItself(pressed)) return;
  event.preventDefault();
  presses.add(pressed);
  wake();
}

function holdSubmit(event) {
  const { target: form, submitter } = event;
  if (form.hasAttribute("action") || submitter?.hasAttribute("formaction")) {
    // The browser takes along what was typed: told once more, it would be one step too many on the way back.
    for (const field of form.elements) fields.delete(field);
    return;
  }
  event.preventDefault();
  submits.set(form, submitter);
  wake();
}

function touched(event) {
  if (event.type === "pointerover" && event.pointerType !== "mouse") return;
  if (nearest(event, ACTING)?.matches(`${PRESSED},${FIELDS},label`)) wake();
}

// Called by a component of the page once its effects have run: React and the application's events are there.
page.awake = () => {
  for (const name of HELD) removeEventListener(name, hold, true);
  for (const field of document.querySelectorAll(FIELDS)) if (isText(field) && !fields.has(field)) overlookLate(field, field.value);
  for (const [field, kept] of fields) {
    if (field === composing) field.addEventListener("compositionend", () => give(field, { ...kept, value: field.value }), { once: true });
    else give(field, kept);
  }
  for (const pressed of presses) if (pressed.isConnected) pressed.click();
  for (const [form, submitter] of submits) if (form.isConnected) form.requestSubmit(submitter);
  document.documentElement.dataset.awake = "";
};

// The page has the rules for what it shows; what it shows from now on needs the whole sheets.
const styled = (sheet) =>
  new Promise((done, fail) => {
    Object.assign(sheet, { onload: done, onerror: fail });
    sheet.disabled = false;
  });

const style = () => Promise.all([...document.querySelectorAll("link[rel=stylesheet][disabled]")].map(styled));

// Words first, in a face of the machine; ours come when these are painted. Whoever comes from another page of the site
// has them already.
const faces = document.querySelector("style[data-faces]");
function setType() {
  faces.media = "all";
}
if (faces) {
  if (document.referrer.startsWith(`${location.origin}/`)) setType();
  else new PerformanceObserver((_, painted) => (painted.disconnect(), setType())).observe({ type: "paint", buffered: true });
}

async function wake() {
  if (begun) return;
  begun = true;
  for (const name of SIGNS) removeEventListener(name, touched, true);
  // The server keeps what a tab was shown under this name: this page begins anew.
  sessionStorage.removeItem("token");
  // Also what the browser itself has filled in, and what was typed while the page was still being read.
  for (const field of document.querySelectorAll(FIELDS)) if (changed(field) && !fields.has(field)) keep(field);
  try {
    for (const href of page.preloads) document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
    const names = Object.keys(page.routes);
    const files = [page.manifest, ...names.map((name) => page.routes[name])];
    const [, ...modules] = await Promise.all([...files.map((file) => import(file)), style()]);
    window.__reactRouterRouteModules = Object.fromEntries(names.map((name, at) => [name, modules[at]]));
    await import(page.entry);
  } catch {
    sleepOn();
  }
}

// The application cannot be had: links and forms go on by themselves, and the next touch tries again.
function sleepOn() {
  presses.clear();
  submits.clear();
  begun = false;
  for (const name of SIGNS) addEventListener(name, touched, { capture: true, passive: true });
}

// A page may ask to be told that it is being looked at: once, when everything else is done, with nothing read from the
// browser and nothing kept in it. Coming back to a page, or loading it again, is not another look.
function tellSight(address) {
  const isFirst = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  let isTold = false;
  const tell = () => {
    if (isTold || document.visibilityState !== "visible") return;
    isTold = navigator.sendBeacon(address);
  };
  page.seen = address;
  if (!isFirst) return;
  document.addEventListener("visibilitychange", tell);
  addEventListener("load", () => setTimeout(tell, SIGHT_MS));
}

const sight = document.querySelector("[data-sight]")?.dataset.sight;
if (sight) tellSight(sight);

for (const name of HELD) addEventListener(name, hold, true);
addEventListener("compositionstart", (event) => (composing = event.target), true);
addEventListener("compositionend", () => (composing = null), true);
for (const name of SIGNS) addEventListener(name, touched, { capture: true, passive: true });
const asked = new URLSearchParams(location.search);
if (page.wakesOn.some((name) => asked.has(name)) || /(?:^|; )wake=1(?:;|$)/.test(document.cookie)) wake();
