// The form of somebody who wants a person: what was refused stands beside its field, and nothing typed is lost.

function personForm({ base, locale, consent, isSignedIn, send, leave }) {
  const fields = {
    email: el("input", { type: "email", autocomplete: "email", required: true, maxLength: 255 }),
    name: el("input", { type: "text", autocomplete: "name", maxLength: 120 }),
    message: el("textarea", { rows: 3, maxLength: 5000 }),
    consent: el("input", { type: "checkbox", required: true }),
  };
  const labels = { email: WORDS.email, name: WORDS.yourName, message: WORDS.yourMessage };
  const errors = {};
  for (const [name, field] of Object.entries(fields)) {
    field.id = `person-${name}`;
    field.setAttribute("aria-describedby", `${field.id}-error`);
    errors[name] = el("span", { id: `${field.id}-error`, className: "failed", hidden: true });
  }
  const privacy = fresh(`${base}${locale === "en" ? "/en" : ""}/privacy`, WORDS.privacy);
  const general = el("p", { className: "failed", role: "alert", hidden: true });
  const submit = el("button", { type: "submit", className: "act" }, WORDS.send);
  const tell = (place, words) => Object.assign(place, { textContent: words, hidden: !words });

  async function onsubmit(event) {
    event.preventDefault();
    for (const [name, field] of Object.entries(fields)) {
      tell(errors[name], "");
      field.removeAttribute("aria-invalid");
    }
    tell(general, "");
    submit.disabled = true;
    try {
      const { email, name, message, consent } = fields;
      await send({ email: email.value, name: name.value, message: message.value, consent: consent.checked });
    } catch (refusal) {
      const told = (refusal.details ?? []).filter(({ field }) => field in fields);
      for (const { field, message } of told) {
        tell(errors[field], message);
        fields[field].setAttribute("aria-invalid", "true");
      }
      if (told.length) fields[told[0].field].focus();
      else tell(general, refusal.message);
    } finally {
      submit.disabled = false;
    }
  }

  const rows = (isSignedIn ? ["message"] : ["email", "name", "message"]).map((name) =>
    el("div", { className: "field" }, el("label", { htmlFor: fields[name].id }, labels[name]), fields[name], errors[name]),
  );
  const tick = el(
    "div",
    { className: "field tick" },
    fields.consent,
    el("label", { htmlFor: fields.consent.id }, consent, " ", privacy),
    errors.consent,
  );
  return el(
    "form",
    { className: "person-form", noValidate: true, onsubmit, "aria-label": WORDS.wantPerson },
    el("p", {}, WORDS.personLead),
    ...rows,
    ...(isSignedIn ? [] : [tick]),
    general,
    el("p", { className: "row" }, submit, button(WORDS.back, leave, { className: "quiet" })),
  );
}
