(() => {
  const told = document.currentScript.dataset;
  const words = JSON.parse(told.words);
  const part = (id) => document.getElementById(id);
  const about = new URLSearchParams(location.hash.slice(1));
  const secret = about.get("secret") ?? "";
  const isSetup = secret.startsWith("seti_");
  const back = wayBack(about.get("back") ?? "/");
  part("back").href = back;

  function wayBack(path) {
    const address = new URL(path, location.origin);
    return address.origin === location.origin ? address.href : location.origin;
  }

  function say(problem) {
    part("problem").textContent = problem;
    if (problem) part("problem").focus();
  }

  function giveUp(problem) {
    part("waiting").hidden = part("form").hidden = true;
    say(problem);
  }

  function setBusy(isBusy) {
    part("go").disabled = isBusy;
    part("waiting").hidden = !isBusy;
    part("form").setAttribute("aria-busy", isBusy);
  }

  function moneyLabel(amount, currency) {
    const format = new Intl.NumberFormat(told.locale, { style: "currency", currency, useGrouping: "always" });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  }

  function look() {
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(`--${name}`).trim();
    return {
      theme: "flat",
      variables: {
        colorBackground: colour("paper"),
        colorText: colour("ink"),
        colorTextSecondary: colour("soft"),
        colorPrimary: colour("action"),
        colorDanger: colour("failed"),
        borderRadius: "4px",
      },
      rules: { ".Input": { border: `1px solid ${colour("outline")}` } },
    };
  }

  async function begin() {
    const stripe = Stripe(told.key, { locale: told.locale });
    const found = await (isSetup ? stripe.retrieveSetupIntent(secret) : stripe.retrievePaymentIntent(secret));
    const intent = found.paymentIntent ?? found.setupIntent;
    if (!intent || intent.status === "canceled") return giveUp(words.gone);
    if (["succeeded", "processing"].includes(intent.status)) return location.replace(back);
    describe(intent);
    const elements = stripe.elements({ clientSecret: secret, appearance: look() });
    const card = elements.create("payment");
    card.on("ready", () => setBusy(false));
    card.on("loaderror", () => giveUp(words.unreachable));
    card.mount("#card");
    part("form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!part("go").disabled) confirm(stripe, elements);
    });
  }

  function describe(intent) {
    if (isSetup) {
      part("title").textContent = document.title = words.keepTitle;
      part("go").textContent = words.keep;
      return;
    }
    const amount = moneyLabel(intent.amount, intent.currency);
    part("what").textContent = [intent.description, amount].filter(Boolean).join(" · ");
    part("go").textContent = `${words.pay} ${amount}`;
  }

  async function confirm(stripe, elements) {
    say("");
    part("waiting").textContent = words.waiting;
    setBusy(true);
    const asked = { elements, confirmParams: { return_url: back } };
    // What went well leaves the page: here comes back only what did not.
    const { error } = await (isSetup ? stripe.confirmSetup(asked) : stripe.confirmPayment(asked));
    setBusy(false);
    say(error.message || words.refused);
  }

  if (!secret) return giveUp(words.gone);
  const library = document.createElement("script");
  library.src = told.library;
  library.onload = () => begin().catch(() => giveUp(words.unreachable));
  library.onerror = () => giveUp(words.unreachable);
  document.head.append(library);
})();
