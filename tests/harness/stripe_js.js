// Plays Stripe.js towards a page: its form in plain fields, and the calls to Stripe's API that it makes.
window.Stripe = (key, { locale }) => {
  const typed = {};

  async function ask(method, path, data) {
    const body = new URLSearchParams(data);
    const isRead = method === "GET";
    const answer = await fetch(`https://api.stripe.com/v1/${path}${isRead ? `?${body}` : ""}`, {
      method,
      headers: { Authorization: `Bearer ${key}` },
      body: isRead ? undefined : body,
    });
    return answer.json();
  }

  async function retrieve(kind, secret) {
    const found = await ask("GET", `${kind}s/${secret.split("_secret")[0]}`, { client_secret: secret });
    if (found.error) return found;
    return kind === "payment_intent" ? { paymentIntent: found } : { setupIntent: found };
  }

  async function confirm(kind, { elements, confirmParams }) {
    const [month, year] = typed.expiry.split("/");
    const id = elements.secret.split("_secret")[0];
    const told = await ask("POST", `${kind}s/${id}/confirm`, {
      client_secret: elements.secret,
      return_url: confirmParams.return_url,
      "payment_method_data[type]": "card",
      "payment_method_data[card][number]": typed.number,
      "payment_method_data[card][exp_month]": month,
      "payment_method_data[card][exp_year]": `20${year}`,
      "payment_method_data[card][cvc]": typed.cvc,
    });
    if (told.error) return told;
    const back = new URL(confirmParams.return_url);
    back.searchParams.set(kind, id);
    back.searchParams.set("redirect_status", told.status === "succeeded" ? "succeeded" : "pending");
    location.assign(told.next_action?.redirect_to_url.url ?? back.href);
    return new Promise(() => {});
  }

  function payment(look) {
    const heard = {};
    return {
      on: (name, listener) => (heard[name] = listener),
      mount(place) {
        const form = document.querySelector(place);
        form.dataset.look = JSON.stringify(look);
        for (const name of ["number", "expiry", "cvc"]) {
          const field = document.createElement("input");
          field.setAttribute("aria-label", `${name} (${locale})`);
          field.addEventListener("input", () => (typed[name] = field.value.replaceAll(" ", "")));
          form.append(field);
        }
        setTimeout(() => heard.ready(), 50);
      },
    };
  }

  return {
    retrievePaymentIntent: (secret) => retrieve("payment_intent", secret),
    retrieveSetupIntent: (secret) => retrieve("setup_intent", secret),
    confirmPayment: (asked) => confirm("payment_intent", asked),
    confirmSetup: (asked) => confirm("setup_intent", asked),
    elements: ({ clientSecret, appearance }) => ({ secret: clientSecret, create: () => payment(appearance) }),
  };
};
