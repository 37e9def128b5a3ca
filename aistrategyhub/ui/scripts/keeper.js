// Keeps what is written in the fields inside it until the server has it: through a lost connection, a reload, a crash.
// A field is any control with `data-path`; a button with `data-edit` asks for an edit that is no text.
import { createElement as h, useEffect, useReducer, useRef } from "react";
import "./keeper.css";

const QUIET_MS = 700;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30000;
const BEAT_MS = 20000;
// A browser finishes a request of a closing page up to this size.
const LARGEST_FAREWELL = 60000;
const TRY_AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);

const sameField = (one, other) =>
  one.op === "set" && other.op === "set" && one.block === other.block && one.path === other.path && one.locale === other.locale;

/** The edits with one more: of two texts for one field the later counts, unless something moved in between. */
export function queued(edits, edit) {
  const kept = [...edits];
  for (let at = kept.length - 1; at >= 0 && kept[at].op === "set"; at--) {
    if (sameField(kept[at], edit)) kept.splice(at, 1);
  }
  return [...kept, edit];
}

class Line {
  constructor(show) {
    Object.assign(this, { show, waiting: [], sent: [], state: "saved", timer: 0, tries: 0, isResent: false, revision: 0 });
    Object.assign(this, { message: "", fields: [], changes: null, undo: null, savedAt: "" });
  }

  get all() {
    return [...this.sent, ...this.waiting];
  }

  get drawer() {
    return `hub:kept:${this.props.place}`;
  }

  store() {
    try {
      if (!this.all.length) localStorage.removeItem(this.drawer);
      else localStorage.setItem(this.drawer, JSON.stringify({ revision: this.revision, edits: this.all }));
    } catch {
      // A full or forbidden storage: what is written is still in the page and on its way to the server.
    }
  }

  recover() {
    const kept = JSON.parse(localStorage.getItem(this.drawer) ?? "null");
    if (!kept?.edits?.length) return;
    Object.assign(this, { waiting: kept.edits, revision: kept.revision, isResent: true });
    this.send();
  }

  add(edit) {
    this.waiting = queued(this.waiting, { locale: this.props.locale, ...edit });
    this.store();
    if (this.state === "conflict") return this.show();
    this.become(this.state === "saving" ? "saving" : "waiting");
    if (this.state === "saving") return;
    this.later(edit.op === "set" ? QUIET_MS : 0);
  }

  become(state, message = "", fields = []) {
    Object.assign(this, { state, message, fields });
    this.show();
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  async ask(path, body, options = {}) {
    const language = document.documentElement.lang;
    const headers = { "Content-Type": "application/json" };
    const address = `${this.props.address}${path}?locale=${language}`;
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), ...options });
    const said = await answer.json().catch(() => ({}));
    return { status: answer.status, data: said.data, error: said.error ?? {} };
  }

  async send({ over = false, farewell = false } = {}) {
    clearTimeout(this.timer);
    if (this.sent.length || !this.waiting.length) return;
    if (this.state === "conflict" && !over) return;
    [this.sent, this.waiting] = [this.waiting, []];
    this.become("saving");
    const body = { revision: this.revision, edits: this.sent, is_resent: this.isResent, over };
    const keepalive = farewell && JSON.stringify(body).length < LARGEST_FAREWELL;
    try {
      this.heard(await this.ask("", body, { keepalive }));
    } catch {
      this.giveBack();
      this.retry();
    }
  }

  giveBack() {
    const later = this.waiting;
    this.waiting = this.sent;
    this.sent = [];
    later.forEach((edit) => (this.waiting = queued(this.waiting, edit)));
  }

  heard({ status, data, error }) {
    if (status === 200) return this.kept(data);
    this.giveBack();
    if (TRY_AGAIN.has(status)) return this.retry();
    if (status === 409 && error.code === "EDITED_MEANWHILE") return this.become("conflict", error.message, error.details ?? []);
    if (status === 422 || status === 409) {
      // A text that does not fit stays in its field to be mended; what cannot be done otherwise is not asked again.
      this.waiting = this.waiting.filter((edit) => edit.op === "set");
      this.store();
      return this.become("refused", error.message, error.details ?? []);
    }
    this.become("barred", error.message);
  }

  kept(data) {
    const recovered = this.isResent;
    Object.assign(this, { sent: [], tries: 0, isResent: false, revision: data.revision, changes: null, savedAt: data.at });
    if (data.undo) this.undo = data.undo;
    this.store();
    this.become(this.waiting.length ? "waiting" : "saved");
    if (this.waiting.length) this.later(0);
    this.props.onSaved?.({ revision: data.revision, opened: data.opened ?? "", recovered });
    this.waiters?.splice(0).forEach((go) => go());
  }

  retry() {
    this.isResent = true;
    const pause = Math.min(FIRST_RETRY_MS * 2 ** this.tries++, LAST_RETRY_MS);
    this.become("unsaved");
    this.later(pause);
  }

  /** Resolves when everything written so far is at the server; at once when it cannot be for now. */
  settled() {
    if (!this.all.length || !["waiting", "saving"].includes(this.state)) return Promise.resolve();
    const done = new Promise((go) => (this.waiters ??= []).push(go));
    this.send();
    return Promise.race([done, new Promise((go) => setTimeout(go, 2000))]);
  }

  async compare() {
    const { data } = await this.ask("/compare", { edits: this.all });
    this.changes = data?.changes ?? [];
    this.show();
  }

  takeTheirs() {
    Object.assign(this, { waiting: [], sent: [], changes: null });
    this.store();
    this.become("saved");
    this.props.onDropped?.();
  }
}

/** Draws the bar with what is saved, then its children. `revision` is that of the content the children show. */
export function Keeper({ tools, children, ...props }) {
  const [, show] = useReducer((count) => count + 1, 0);
  const place = useRef(null);
  const line = useRef(null);
  line.current ??= new Line(show);
  line.current.props = props;

  useEffect(() => {
    Object.assign(line.current, { revision: props.revision, undo: null });
  }, [props.address, props.revision]);
  useEffect(() => {
    if (props.address) line.current.recover();
  }, [props.address]);

  useEffect(() => {
    const { waiting, sent } = line.current;
    if (props.picked?.path) line.current.add({ op: "set", block: props.picked.block, path: props.picked.path, value: props.picked.value });
    else if (waiting.length || sent.length) show();
  }, [props.picked?.count]);

  useEffect(() => listenTo(place.current, line.current), []);
  useEffect(() => {
    const beat = () => document.hidden || line.current.props.onBeat?.();
    const beating = setInterval(beat, BEAT_MS);
    beat();
    return () => clearInterval(beating);
  }, [props.address]);

  return h(
    "div",
    { ref: place, className: "grid gap-6" },
    h(
      "div",
      { className: "keeper-bar" },
      h("div", { className: "keeper-line" }, tools, h(Status, { line: line.current, words: props.words })),
      h(Conflict, { line: line.current, words: props.words, places: place }),
      h(Refused, { line: line.current }),
    ),
    children,
    h(Undo, { line: line.current, words: props.words }),
  );
}

function listenTo(root, line) {
  const valueOf = (control) => {
    if (control.type === "checkbox") return control.checked;
    return control.type === "number" ? Number(control.value) : control.value;
  };
  const blockOf = (target) => target.closest("[data-block]")?.dataset.block ?? "";
  const set = (path, block, value) => line.add({ op: "set", block, path, value });
  const typed = ({ target }) => {
    const { path, member } = target.dataset ?? {};
    if (path && member) line.add({ op: "toggle", block: blockOf(target), path, member, is_on: target.checked });
    else if (path) set(path, blockOf(target), valueOf(target));
  };
  const wrote = ({ target, detail }) => set(detail.path, blockOf(target), detail.value);
  const asked = ({ detail }) => line.add(detail);
  const pressed = ({ target }) => {
    const button = target.closest?.("[data-edit]");
    if (!button || button.disabled || button.getAttribute("aria-disabled") === "true") return;
    const edit = JSON.parse(button.dataset.edit);
    if (edit.op === "add" || edit.op === "duplicate") edit.id = crypto.randomUUID();
    line.add(edit);
  };
  const opened = async ({ target }) => {
    const button = target.closest?.("[data-settles]");
    if (!button) return;
    await line.settled();
    if (button.dataset.strictly && line.all.length) return;
    line.props.onSettled?.(button.dataset.settles);
  };
  const left = () => line.send({ farewell: true });
  const back = () => line.state === "unsaved" && line.send();
  const leaving = (event) => ["unsaved", "conflict", "barred"].includes(line.state) && event.preventDefault();
  const heard = { input: typed, "hub:write": wrote, "hub:edit": asked, click: pressed };
  Object.entries(heard).forEach(([name, hear]) => root.addEventListener(name, hear));
  root.addEventListener("click", opened);
  const onWindow = { pagehide: left, online: back, beforeunload: leaving };
  Object.entries(onWindow).forEach(([name, hear]) => window.addEventListener(name, hear));
  return () => {
    left();
    clearTimeout(line.timer);
    Object.entries(onWindow).forEach(([name, hear]) => window.removeEventListener(name, hear));
    Object.entries(heard).forEach(([name, hear]) => root.removeEventListener(name, hear));
    root.removeEventListener("click", opened);
  };
}

const button = (kind, text, onClick) => h("button", { type: "button", className: `button button-${kind}`, onClick }, text);
const TONES = { unsaved: "tone-failed", conflict: "tone-waiting", refused: "tone-failed", barred: "tone-failed", saved: "tone-action" };

function Status({ line, words }) {
  const said = line.state === "saved" && line.savedAt ? words.savedAt.replace("{at}", line.savedAt) : words[line.state];
  return h(
    "div",
    { className: "flex items-center gap-3" },
    h("span", { role: "status", "data-keeper": line.state, className: `badge ${TONES[line.state] ?? ""}` }, said),
    line.state === "unsaved" && button("quiet", words.retry, () => line.send()),
  );
}

function Refused({ line }) {
  if (!["refused", "barred"].includes(line.state)) return h("div", { role: "alert" });
  const lines = line.fields.map(({ field, message }) => h("li", { key: field }, message));
  return h("div", { role: "alert", className: "notice tone-failed" }, h("p", null, line.message), h("ul", { className: "list-disc pl-5" }, lines));
}

/** The control inside `root` that stands for a place; nothing for what is in another language, or gone. */
const controlOf = (root, place) => root?.querySelector(`[data-place="${CSS.escape(place)}"]`);

function show(control) {
  const panel = control.closest("[role=tabpanel]");
  if (panel?.hidden) document.getElementById(panel.getAttribute("aria-labelledby"))?.click();
  if (control.getAttribute("aria-expanded") === "false") control.click();
  requestAnimationFrame(() => {
    control.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  });
}

function Both({ line, words, places }) {
  const both = line.fields.filter(({ code }) => code === "CHANGED_BY_BOTH");
  if (!both.length) return null;
  const rows = both.map(({ field, message }) => {
    const control = controlOf(places.current, field);
    const go = () => show(controlOf(places.current, field) ?? control);
    return h(
      "li",
      { key: field, className: "flex flex-wrap items-center gap-x-3" },
      h("span", null, message),
      control && h("button", { type: "button", className: "link cursor-pointer", "aria-label": `${words.goThere}: ${message}`, onClick: go }, words.goThere),
    );
  });
  return h("ul", { className: "grid gap-1" }, rows);
}

function Conflict({ line, words, places }) {
  if (line.state !== "conflict") return h("div", { role: "alert" });
  const changes = line.changes?.map(({ where, before, after }, at) =>
    h(
      "li",
      { key: at, className: "grid gap-1 border-t border-line py-2" },
      h("span", { className: "font-medium" }, where),
      h("span", null, h("span", { className: "text-ink-faint" }, `${words.theirs} `), before || words.nothing),
      h("span", null, h("span", { className: "text-ink-faint" }, `${words.mine} `), after || words.nothing),
    ),
  );
  return h(
    "div",
    { role: "alert", className: "notice tone-waiting grid gap-3" },
    h("p", null, line.message),
    h(Both, { line, words, places }),
    h(
      "div",
      { className: "flex flex-wrap gap-3" },
      button("primary", words.keepMine, () => line.send({ over: true })),
      button("secondary", words.takeTheirs, () => line.takeTheirs()),
      button("quiet", words.compare, () => line.compare()),
    ),
    changes && h("ul", { className: "grid text-sm" }, changes.length ? changes : h("li", null, words.same)),
  );
}

function Undo({ line, words }) {
  const act = () => {
    line.undo.edits.forEach((edit) => line.add(edit));
    line.undo = null;
    line.show();
  };
  const close = () => {
    line.undo = null;
    line.show();
  };
  return h(
    "div",
    { role: "status", className: "keeper-undo" },
    line.undo && h("span", null, line.undo.label),
    line.undo && button("quiet", words.undo, act),
    line.undo && h("button", { type: "button", className: "toast-close", "aria-label": words.close, onClick: close }, "×"),
  );
}
