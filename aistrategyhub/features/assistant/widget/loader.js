// The button of the assistant. It asks for nothing until somebody means it: then it fetches the panel.
(() => {
  const PANELS = __PANELS__;
  const COLOURS = __COLOURS__;
  const WORDS = __WORDS__;
  const STYLE = __STYLE__;
  const script = document.currentScript;
  const { bot, lang, trigger, start } = script.dataset;
  const base = new URL(script.src).origin;
  const spoken = lang || document.documentElement.lang || navigator.language;
  const locale = /^it\b/i.test(spoken) ? "it" : "en";
  if (!bot || document.querySelector("assistant-window")) return;

  const host = document.createElement("assistant-window");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  let panel;

  // What the page asks for in its own tag goes before what the owner chose.
  function dress(wanted) {
    const { colour, side, theme } = { ...wanted, ...script.dataset };
    const [action, onAction] = COLOURS[colour] ?? COLOURS.green;
    sheet.replaceSync(`${STYLE}:host{--action:light-dark(${action});--on-action:light-dark(${onAction})}`);
    Object.assign(host.dataset, { side, theme });
  }

  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  function load() {
    panel ??= import(base + PANELS[locale]).then(({ mount }) => mount({ host, shadow, base, bot, locale, dress }));
    panel.catch(() => (panel = undefined));
    return panel;
  }

  async function toggle(opener) {
    try {
      (await load()).toggle(opener);
    } catch {
      if (opener.href) location.assign(opener.href);
      else tellAway();
    }
  }

  function tellAway() {
    const said = make("p", { className: "away", role: "alert", textContent: WORDS[locale].away });
    shadow.append(said);
    setTimeout(() => said.remove(), 8000);
  }

  function makeButton() {
    const button = make("button", { type: "button", className: "open", textContent: WORDS[locale].open });
    button.ariaHasPopup = "dialog";
    button.onclick = () => toggle(button);
    button.onpointerenter = button.onfocus = () => load().catch(() => {});
    shadow.append(button);
  }

  // Elements of the page instead of a button of our own.
  function follow(selector) {
    const on = (name, act) => addEventListener(name, (event) => act(event, event.target.closest?.(selector)), true);
    for (const sign of ["pointerover", "focusin"]) on(sign, (_, found) => found && load().catch(() => {}));
    on("click", (event, found) => {
      if (!found || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      toggle(found);
    });
  }

  function begin() {
    dress({ colour: "green", side: "right", theme: "auto" });
    shadow.adoptedStyleSheets = [sheet];
    if (trigger) follow(trigger);
    else makeButton();
    document.body.append(host);
    if (start === "open") toggle(trigger ? document.querySelector(trigger) : shadow.querySelector("button"));
    else if (start === "load") load().catch(() => {});
  }

  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
