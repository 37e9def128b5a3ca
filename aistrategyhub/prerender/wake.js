// Wakes the page at the first touch, and loses nothing of what the visitor did before it was awake.
(() => {
  const page = JSON.parse(document.getElementById("__page").textContent);
  window.__page = page;
  const SIGNS = ["pointerdown", "pointerover", "touchstart", "keydown", "focusin", "wheel", "scroll"];
  const typed = new Map();
  let pressed = null;
  let submitted = null;
  let begun = false;

  const isAwake = (element) => Object.keys(element).some((key) => key.startsWith("__reactFiber$"));
  const isNative = (form) => form.hasAttribute("action");
  const setter = (field) =>
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), field.type === "checkbox" || field.type === "radio" ? "checked" : "value").set;

  function remember({ target }) {
    if (!("value" in target) || isAwake(target)) return;
    typed.set(target, target.type === "checkbox" || target.type === "radio" ? target.checked : target.value);
  }

  function hold(event) {
    if (isAwake(event.target)) return;
    const press = event.target.closest("button,[role=button],summary");
    if (!press || press.type === "submit" || press.tagName === "SUMMARY") return;
    event.preventDefault();
    event.stopPropagation();
    pressed = press;
  }

  function holdForm(event) {
    if (isAwake(event.target) || isNative(event.target)) return;
    event.preventDefault();
    submitted = { form: event.target, submitter: event.submitter };
  }

  function replay() {
    for (const [field, value] of typed) {
      if (!field.isConnected) continue;
      setter(field).call(field, value);
      const kind = typeof value === "boolean" ? "click" : "input";
      if (kind === "input") field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    typed.clear();
    if (pressed?.isConnected) pressed.click();
    if (submitted?.form.isConnected) submitted.form.requestSubmit(submitted.submitter);
    pressed = submitted = null;
  }

  function whenAwake() {
    if (!isAwake(document.body.firstElementChild)) return requestAnimationFrame(whenAwake);
    document.removeEventListener("input", remember, true);
    document.removeEventListener("click", hold, true);
    document.removeEventListener("submit", holdForm, true);
    replay();
    document.documentElement.dataset.awake = "";
  }

  async function wake() {
    if (begun) return;
    begun = true;
    for (const sign of SIGNS) removeEventListener(sign, wake, true);
    const [manifest, entry] = [page.manifest, page.entry];
    const names = Object.keys(page.routes);
    const modules = await Promise.all([import(manifest), ...names.map((name) => import(page.routes[name]))]);
    window.__reactRouterRouteModules = Object.fromEntries(names.map((name, at) => [name, modules[at + 1]]));
    await import(entry);
    whenAwake();
  }

  document.addEventListener("input", remember, true);
  document.addEventListener("click", hold, true);
  document.addEventListener("submit", holdForm, true);
  for (const sign of SIGNS) addEventListener(sign, wake, { capture: true, passive: true });
  if (page.awake) wake();
})();
