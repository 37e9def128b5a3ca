// A questionnaire that saves each answer over HTTP, without the websocket. What the server does not have yet is also in
// the browser, and is sent again after a lost connection, a reload or a crash. The server decides what is asked next.
import { createElement as h, useEffect, useReducer, useRef } from "react";

const QUIET_MS = 500;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30000;
const TRY_AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);
const REVIEW = "fine";
const MISSING = 404;

const isGiven = (value) => value !== null && value !== undefined && value !== "" && value?.length !== 0;

class Sitting {
  constructor(show, props) {
    Object.assign(this, { show, props, data: null, waiting: {}, refused: {}, errors: {}, state: "loading", tries: 0 });
    this.key = window.location.pathname.replace(/\/$/, "").split("/").pop();
  }

  get drawer() {
    return `hub:questionnaire:${this.key.slice(-16)}`;
  }

  store() {
    try {
      if (Object.keys(this.waiting).length) localStorage.setItem(this.drawer, JSON.stringify(this.waiting));
      else localStorage.removeItem(this.drawer);
    } catch {
      // A full or forbidden storage: the answers are still in the page and on their way to the server.
    }
  }

  recover() {
    try {
      this.waiting = { ...JSON.parse(localStorage.getItem(this.drawer) ?? "{}"), ...this.waiting };
    } catch {
      localStorage.removeItem(this.drawer);
    }
  }

  become(state) {
    this.state = state;
    this.show();
  }

  async ask(path, method, body, options = {}) {
    const address = `${this.props.address}/${this.key}${path}?locale=${this.props.locale}`;
    const headers = { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) };
    const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body), ...options });
    const said = await answer.json().catch(() => ({}));
    return { status: answer.status, data: said.data, error: said.error ?? {} };
  }

  async load() {
    this.recover();
    try {
      const { status, data } = await this.ask("", "GET");
      if (status === MISSING) return this.become("missing");
      if (status !== 200) throw new Error(String(status));
      this.data = data;
      this.tries = 0;
      this.become("saved");
      if (Object.keys(this.waiting).length) this.send();
    } catch {
      this.become("unreached");
      this.again(() => this.load());
    }
  }

  again(act) {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, Math.min(FIRST_RETRY_MS * 2 ** this.tries++, LAST_RETRY_MS));
  }

  value(key) {
    if (key in this.waiting) return this.waiting[key];
    if (key in this.refused) return this.refused[key];
    return this.data.answers[key] ?? null;
  }

  answer(key, value) {
    delete this.refused[key];
    delete this.errors[key];
    this.waiting[key] = value;
    this.store();
    this.become("waiting");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), QUIET_MS);
  }

  async send(options = {}) {
    clearTimeout(this.timer);
    if (this.sending) return this.sending;
    if (!Object.keys(this.waiting).length) return undefined;
    this.sending = this.sendNow({ ...this.waiting }, options).finally(() => (this.sending = undefined));
    return this.sending;
  }

  async sendNow(sent, options) {
    this.become("saving");
    try {
      const said = await this.ask("/answers", "PUT", { answers: sent }, options);
      if (TRY_AGAIN.has(said.status)) throw new Error(String(said.status));
      this.heard(sent, said);
    } catch {
      this.become("unsaved");
      this.again(() => this.send());
    }
  }

  heard(sent, { status, data, error }) {
    this.tries = 0;
    if (status === MISSING) return this.become("missing");
    const wrong = status === 422 ? (error.details ?? []) : [];
    wrong.forEach(({ field, message }) => {
      this.errors[field] = message;
      this.refused[field] = sent[field];
    });
    const settled = status === 200 ? Object.keys(sent) : wrong.map(({ field }) => field);
    settled.filter((key) => this.waiting[key] === sent[key]).forEach((key) => delete this.waiting[key]);
    if (data) this.data = data;
    this.store();
    const isDone = !Object.keys(this.waiting).length;
    this.become(Object.keys(this.errors).length ? "refused" : isDone ? "saved" : "waiting");
    // One wrong answer keeps the others of its parcel from being kept: they go by themselves.
    if (!isDone && settled.length) setTimeout(() => this.send(), 0);
    return undefined;
  }

  async finish() {
    await this.send();
    if (Object.keys(this.waiting).length) return;
    this.become("finishing");
    try {
      const { status, data } = await this.ask("/finish", "POST");
      if (status !== 200) throw new Error(String(status));
      window.location.assign(data.route);
    } catch {
      this.become("unsaved");
    }
  }
}

/** The step that the address names: a section, the review at the end, or the first. */
function stepOf(data) {
  const wanted = window.location.hash.slice(1);
  if (wanted === REVIEW) return data.steps.length;
  return Math.max(0, data.steps.findIndex((step) => step.key === wanted));
}

function useSitting(props) {
  const [, show] = useReducer((count) => count + 1, 0);
  const kept = useRef(null);
  if (typeof window !== "undefined" && kept.current === null) kept.current = new Sitting(show, props);
  const sitting = kept.current;
  useEffect(() => {
    sitting.load();
    const leave = () => sitting.send({ keepalive: true });
    const isBack = () => sitting.state === "unsaved" && sitting.send();
    window.addEventListener("hashchange", show);
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", isBack);
    return () => {
      window.removeEventListener("hashchange", show);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", isBack);
    };
  }, [sitting]);
  return sitting;
}

export function Questionnaire(props) {
  const sitting = useSitting(props);
  const { words } = props;
  const heading = useRef(null);
  const data = sitting?.data;
  const at = data ? stepOf(data) : 0;
  const shown = useRef(at);
  useEffect(() => {
    if (!data || shown.current === at) return;
    shown.current = at;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [at, data]);

  if (!sitting || sitting.state === "loading") return h("p", { role: "status", className: "text-ink-soft" }, words.loading);
  if (sitting.state === "missing") return h("p", { role: "alert", className: "notice tone-failed" }, words.missing);
  if (!data) return h("p", { role: "alert", className: "notice tone-waiting" }, words.unreached);
  const open = openQuestions(data, sitting);
  const total = data.asked;
  return h(
    "div",
    { className: "grid gap-10 lg:grid-cols-12 lg:gap-x-8" },
    h(
      "div",
      { className: "grid content-start gap-6 lg:col-span-4 lg:sticky lg:top-6 lg:self-start" },
      h("p", { className: "text-sm text-ink-faint" }, data.law),
      h("h1", { className: "display text-3xl" }, data.title),
      h(Progress, { words, done: total - open.length, total }),
      h(Steps, { data, at, words, open }),
      h(Saving, { state: sitting.state, words, retry: () => sitting.send() }),
    ),
    h(
      "div",
      { className: "grid min-w-0 content-start gap-8 lg:col-span-8" },
      at === 0 && h("p", { role: "note", className: "notice" }, data.disclaimer),
      at < data.steps.length
        ? h(Step, { key: data.steps[at].key, step: data.steps[at], sitting, words, heading })
        : h(Review, { sitting, open, words, heading }),
      h(Ways, { data, at, sitting, words }),
      h(Resume, { words }),
    ),
  );
}

function openQuestions(data, sitting) {
  return data.steps.flatMap((step) =>
    step.questions.filter(({ key }) => !isGiven(sitting.value(key))).map((question) => ({ step, question })),
  );
}

const said = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

function Progress({ words, done, total }) {
  const label = said(words.progress, { done, total });
  return h(
    "div",
    { className: "grid gap-1.5" },
    h("p", { className: "text-sm text-ink-soft", "aria-hidden": "true" }, label),
    h("progress", { className: "progress", max: total || 1, value: done, "aria-label": label }),
  );
}

function Steps({ data, at, words, open }) {
  const left = (step) => open.filter((one) => one.step.key === step.key).length;
  const entry = (key, title, note, place) =>
    h(
      "li",
      { key },
      h(
        "a",
        {
          href: `#${key}`,
          "aria-current": place === at ? "step" : undefined,
          className: `flex min-h-10 items-baseline justify-between gap-4 py-1.5 ${place === at ? "font-semibold" : "link-quiet"}`,
        },
        title,
        h("span", { className: "text-sm text-ink-faint tabular-nums" }, note),
      ),
    );
  const entries = data.steps.map((step, place) =>
    entry(step.key, step.title, left(step) ? said(words.left, { count: left(step) }) : words.complete, place),
  );
  return h(
    "details",
    { className: "border-y border-line py-2", open: window.matchMedia("(min-width: 64rem)").matches || undefined },
    h("summary", { className: "min-h-10 cursor-pointer py-2 text-sm" }, words.sections),
    h("ol", { className: "grid" }, ...entries, entry(REVIEW, words.review, "", data.steps.length)),
  );
}

function Saving({ state, words, retry }) {
  const label = words[state] ?? words.saved;
  const tone = state === "unsaved" || state === "refused" ? "text-failed" : "text-ink-faint";
  return h(
    "div",
    { className: "flex min-h-8 flex-wrap items-center gap-3" },
    h("p", { role: "status", className: `text-sm ${tone}` }, label),
    state === "unsaved" && h("button", { type: "button", className: "link text-sm", onClick: retry }, words.retry),
  );
}

function Step({ step, sitting, words, heading }) {
  return h(
    "section",
    { className: "grid gap-8", "aria-labelledby": "step-title" },
    h(
      "div",
      { className: "grid gap-2" },
      h("h2", { id: "step-title", ref: heading, tabIndex: -1, className: "display text-2xl outline-none!" }, step.title),
      step.intro && h("p", { className: "max-w-prose text-ink-soft" }, step.intro),
    ),
    ...step.questions.map((question, place) =>
      h(Question, { key: question.key, question, number: place + 1, sitting, words }),
    ),
  );
}

function Question({ question, sitting, words, number }) {
  const id = `q-${question.key}`;
  const error = sitting.errors[question.key];
  const described = [question.hint && `${id}-hint`, question.reference && `${id}-law`, error && `${id}-error`];
  const tied = { "aria-describedby": described.filter(Boolean).join(" ") || undefined };
  const isNumber = question.kind === "number";
  const parts = [
    question.hint && h("p", { key: "hint", id: `${id}-hint`, className: "field-hint" }, question.hint),
    isNumber ? h(NumberInput, { key: "in", id, question, sitting, tied, error }) : h(Choices, { key: "in", id, question, sitting }),
    error && h("p", { key: "error", id: `${id}-error`, className: "field-error", role: "alert" }, error),
    question.reference && h("p", { key: "law", id: `${id}-law`, className: "text-sm text-ink-faint" }, question.reference),
  ];
  const title = h("span", null, h("span", { className: "sr-only" }, `${words.question} ${number}. `), question.text);
  const frame = "field border-t border-line pt-5";
  if (isNumber)
    return h("div", { className: frame }, h("label", { htmlFor: id, className: "text-lg font-medium" }, title), ...parts);
  return h(
    "fieldset",
    { className: frame, ...tied, "aria-invalid": error ? "true" : undefined },
    h("legend", { className: "float-left w-full text-lg font-medium" }, title),
    h("div", { className: "clear-both grid gap-2" }, ...parts),
  );
}

function NumberInput({ id, question, sitting, tied, error }) {
  return h("input", {
    id,
    ...tied,
    type: "text",
    inputMode: "numeric",
    autoComplete: "off",
    maxLength: 7,
    className: "input max-w-40! tabular-nums",
    "aria-invalid": error ? "true" : undefined,
    value: sitting.value(question.key) ?? "",
    onChange: (event) => sitting.answer(question.key, event.target.value.trim() || null),
  });
}

function Choices({ id, question, sitting }) {
  const isMany = question.kind === "multiple";
  const value = sitting.value(question.key);
  const chosen = isMany ? (value ?? []) : [value];
  const choose = (option, isOn) => {
    if (!isMany) return sitting.answer(question.key, option.key);
    const alone = question.options.filter((one) => one.excludes_others).map((one) => one.key);
    const others = option.excludes_others ? [] : chosen.filter((key) => key !== option.key && !alone.includes(key));
    const rest = isOn ? [...others, option.key] : chosen.filter((key) => key !== option.key);
    return sitting.answer(question.key, rest.length ? rest : null);
  };
  return h(
    "div",
    { className: question.kind === "extent" ? "flex flex-wrap gap-x-6" : "grid" },
    ...question.options.map((option) =>
      h(
        "label",
        { key: option.key, className: "choice" },
        h("input", {
          type: isMany ? "checkbox" : "radio",
          name: id,
          value: option.key,
          className: "choice-mark",
          checked: chosen.includes(option.key),
          onChange: (event) => choose(option, event.target.checked),
        }),
        h("span", null, option.label),
      ),
    ),
  );
}

function Review({ sitting, open, words, heading }) {
  return h(
    "section",
    { className: "grid gap-6", "aria-labelledby": "step-title" },
    h("h2", { id: "step-title", ref: heading, tabIndex: -1, className: "display text-2xl outline-none!" }, words.review),
    h("p", { className: "max-w-prose text-ink-soft" }, open.length ? words.someOpen : words.allAnswered),
    open.length > 0 &&
      h(
        "ul",
        { className: "grid border-t border-line" },
        ...open.map(({ step, question }) =>
          h(
            "li",
            { key: question.key, className: "border-b border-line py-3" },
            h("a", { href: `#${step.key}`, className: "link" }, question.text),
            h("span", { className: "block text-sm text-ink-faint" }, step.title),
          ),
        ),
      ),
    h(
      "div",
      null,
      h(
        "button",
        {
          type: "button",
          className: "button button-primary",
          disabled: sitting.state === "finishing",
          "aria-busy": sitting.state === "finishing",
          onClick: () => sitting.finish(),
        },
        words.result,
      ),
    ),
  );
}

function Ways({ data, at, sitting, words }) {
  const go = (place) => {
    sitting.send();
    window.location.hash = place === data.steps.length ? REVIEW : data.steps[place].key;
  };
  const way = (label, place, kind) =>
    h("button", { type: "button", className: `button button-${kind}`, onClick: () => go(place) }, label);
  return h(
    "div",
    { className: "flex flex-wrap justify-between gap-3 border-t border-line pt-6" },
    at > 0 ? way(words.back, at - 1, "secondary") : h("span"),
    at < data.steps.length && way(at === data.steps.length - 1 ? words.review : words.next, at + 1, "primary"),
  );
}

function Resume({ words }) {
  const [isCopied, copied] = useReducer(() => true, false);
  const address = window.location.origin + window.location.pathname;
  return h(
    "details",
    { className: "text-sm text-ink-soft" },
    h("summary", { className: "min-h-10 cursor-pointer py-2" }, words.later),
    h("p", { className: "max-w-prose py-1" }, words.link),
    h("p", { className: "py-1 [overflow-wrap:anywhere]" }, h("code", null, address)),
    h(
      "button",
      { type: "button", className: "link min-h-8", onClick: () => navigator.clipboard?.writeText(address).then(copied) },
      isCopied ? words.copied : words.copy,
    ),
  );
}
