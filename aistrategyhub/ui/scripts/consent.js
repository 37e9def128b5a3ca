// Asks for consent once in six months, where something needs it, and tells the page what may run.
import { createElement as h, useEffect, useState } from "react";

const NAME = "consent";

/** The choice that the browser keeps: `<words>.<record>.<purpose>.<purpose>`; null without one in these words. */
function chosen(version) {
  const kept = document.cookie.split("; ").find((part) => part.startsWith(`${NAME}=`));
  const [words, , ...allowed] = kept ? kept.slice(NAME.length + 1).split(".") : [];
  return words === version ? allowed.filter((purpose) => purpose !== "none") : null;
}

const tell = (allowed) => window.dispatchEvent(new CustomEvent("hub:consent", { detail: { allowed } }));

/** The banner: accepting, refusing and choosing are one press each and look alike. `needs` are the purposes with their
 * words; a press on anything with `data-consent` opens it again, to choose otherwise or withdraw. */
export function ConsentBanner({ needs, version, words, className }) {
  const [isOpen, setOpen] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [ticked, setTicked] = useState([]);
  const [problem, setProblem] = useState("");

  useEffect(() => {
    const allowed = chosen(version);
    setOpen(allowed === null);
    setTicked(allowed ?? []);
    if (allowed) tell(allowed);
    const reopen = ({ target }) => {
      if (!target.closest("[data-consent]")) return;
      setTicked(chosen(version) ?? []);
      setChoosing(true);
      setOpen(true);
    };
    document.addEventListener("click", reopen);
    return () => document.removeEventListener("click", reopen);
  }, [version]);

  const choose = async (allowed) => {
    const choices = Object.fromEntries(needs.map(({ purpose }) => [purpose, allowed.includes(purpose)]));
    const answer = await fetch(`/api/v1/consent?locale=${document.documentElement.lang}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ choices, wording_version: version }),
    }).catch(() => null);
    if (!answer?.ok) return setProblem((await answer?.json().catch(() => null))?.error?.message ?? words.failed);
    setOpen(false);
    setChoosing(false);
    setProblem("");
    tell(allowed);
  };
  if (!isOpen) return null;

  const toggle = (purpose) =>
    setTicked((now) => (now.includes(purpose) ? now.filter((other) => other !== purpose) : [...now, purpose]));
  const tick = ({ purpose, title, description }) =>
    h(
      "label",
      { key: purpose, className: "choice" },
      h("input", { type: "checkbox", className: "choice-mark", checked: ticked.includes(purpose), onChange: () => toggle(purpose) }),
      h("span", null, h("strong", null, title), " ", description),
    );
  const press = (label, act) => h("button", { type: "button", className: "button button-secondary", onClick: act }, label);
  const all = needs.map(({ purpose }) => purpose);
  return h(
    "section",
    { "aria-label": words.title, className },
    h("h2", { className: "text-xl font-semibold" }, words.title),
    h("p", { className: "max-w-prose" }, words.text),
    isChoosing && h("div", { className: "grid gap-2" }, needs.map(tick)),
    problem && h("p", { role: "alert", className: "field-error" }, problem),
    h(
      "div",
      { className: "flex flex-wrap gap-3" },
      press(words.refuse, () => choose([])),
      press(words.accept, () => choose(all)),
      isChoosing ? press(words.save, () => choose(ticked)) : press(words.choose, () => setChoosing(true)),
    ),
  );
}
