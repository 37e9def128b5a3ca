// The window: it is drawn at once, and filled when the server has answered.

const FULL_SCREEN = "(max-width: 30rem), (max-height: 28rem)";
const LOOKS = 20;
const BETWEEN_LOOKS_MS = 1500;

export function mount({ host, shadow, base, bot, locale, dress }) {
  const line = new Line({ base, bot, locale });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];

  const title = el("h2", { id: "title" }, WORDS.assistant);
  const notice = el("p", { className: "notice" }, WORDS.aiNotice);
  const log = el("div", { className: "log", role: "log", "aria-live": "polite", "aria-label": WORDS.conversation, tabIndex: 0 });
  const alert = el("p", { className: "failed", role: "alert", hidden: true });
  const question = el("textarea", { id: "question", rows: 2, maxLength: 4000, enterKeyHint: "send" });
  const ask = el("button", { type: "submit", className: "act" }, WORDS.ask);
  const stop = button(WORDS.stop, () => answering?.abort(), { className: "act", hidden: true });
  const form = el(
    "form",
    { className: "ask", onsubmit: submit },
    el("label", { htmlFor: "question" }, WORDS.yourQuestion),
    el("div", { className: "row" }, question, ask, stop),
  );
  const wantPerson = button(WORDS.wantPerson, showPersonForm, { className: "quiet" });
  const forget = button(WORDS.forget, confirmForget, { className: "quiet", hidden: true });
  const ways = el("div", { className: "ways" }, wantPerson, forget);
  const foot = el("div", { className: "foot" }, alert, form, ways);
  const panel = el(
    "section",
    { className: "panel", role: "dialog", "aria-labelledby": "title", tabIndex: -1, hidden: true, onkeydown: keys },
    el("header", {}, title, button("×", close, { className: "close", "aria-label": WORDS.close })),
    notice,
    log,
    foot,
  );
  shadow.append(panel);

  const full = matchMedia(FULL_SCREEN);
  const feed = new Feed(line, happened);
  const known = new Set();
  let opener, answering, begun;
  let consent = "";
  let side = false;
  let isSignedIn = false;

  function tell(words = "") {
    Object.assign(alert, { textContent: words, hidden: !words });
  }

  function add(element) {
    log.append(element);
    log.scrollTop = log.scrollHeight;
    return element;
  }

  // Opening and closing

  function toggle(from) {
    if (panel.hidden) open(from);
    else close();
  }

  function open(from) {
    opener = from;
    panel.hidden = false;
    opener?.setAttribute("aria-expanded", "true");
    full.onchange = () => panel.setAttribute("aria-modal", String(full.matches));
    full.onchange();
    // A page that has not the focus, such as one in a frame, does not take it.
    if (document.hasFocus()) (matchMedia("(pointer: coarse)").matches ? panel : question).focus();
    host.dispatchEvent(new CustomEvent("assistant:open", { bubbles: true }));
    arrive();
    follow();
  }

  function arrive() {
    begun ??= begin().catch((refusal) => {
      begun = undefined;
      tell(refusal.message);
    });
    return begun;
  }

  function close() {
    panel.hidden = true;
    feed.stop();
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus();
    host.dispatchEvent(new CustomEvent("assistant:close", { bubbles: true }));
  }

  function keys(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (side) leaveSide();
      else close();
    } else if (event.key === "Enter" && event.target === question && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Tab" && full.matches) {
      keepInside(event);
    }
  }

  function keepInside(event) {
    const stops = [...panel.querySelectorAll("button,a[href],input,textarea,summary,[tabindex='0']")].filter(
      (one) => !one.disabled && one.checkVisibility(),
    );
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (shadow.activeElement !== edge && shadow.activeElement !== panel) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }

  // What was said before

  async function begin() {
    fill(await line.arrive());
  }

  function empty() {
    feed.stop();
    feed.last = "";
    log.replaceChildren();
    known.clear();
    forget.hidden = true;
    wantPerson.hidden = false;
    notice.textContent = WORDS.aiNotice;
  }

  function fill(window) {
    title.textContent = window.name;
    consent = window.consent;
    isSignedIn = window.is_signed_in;
    dress(window);
    empty();
    if (window.greeting) add(el("p", { className: "greeting" }, window.greeting));
    if (window.conversation) recall(window.conversation);
  }

  // Another person signed in, or nobody is signed in any more: what the former said goes.
  line.arrived = (window) => {
    if (window.conversation || forget.hidden) return;
    if (side) leaveSide();
    fill(window);
  };

  if (base === location.origin) {
    addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return;
      answering?.abort();
      begun = undefined;
      if (side) leaveSide();
      empty();
      if (!panel.hidden) arrive();
    });
    document.addEventListener("visibilitychange", () => {
      if (begun && !answering && !document.hidden) line.arrive().catch(() => {});
    });
  }

  function recall({ messages, reference, last_event_id = "", with_person = false, person_name = "" }) {
    forget.hidden = false;
    feed.last = String(last_event_id);
    for (const said of messages) show(said);
    if (reference) tellReference(reference);
    if (with_person) meet(person_name);
    follow();
  }

  function show(said) {
    if (known.has(said.id)) return;
    known.add(said.id);
    if (said.role === "visitor") add(questionLine(said.words));
    else if (said.role === "person") add(personLine(said.name, said.words));
    else {
      const answer = new AnswerLine(base, (kind) => judge(said.id, kind));
      answer.citations = said.citations;
      answer.finish({ ...said, notice: said.status === "done" ? "" : WORDS.cut });
      add(answer.element);
    }
  }

  // Asking

  async function submit(event) {
    event.preventDefault();
    const words = question.value.trim();
    if (!words || answering) return;
    await put(words);
  }

  async function put(words) {
    tell();
    answering = new AbortController();
    ask.hidden = true;
    stop.hidden = false;
    let answer, id;
    try {
      // What was said before is written first.
      await arrive();
      const heard = await line.call("POST", "message", { body: { message: words, locale: line.locale }, signal: answering.signal });
      for await (const { event, data } of eventsOf(heard)) {
        if (event === "begun") {
          tell();
          id = data.message_id;
          line.keep(data.session);
          answer = taken(words, id);
          if (data.with_person) answer.element.remove();
        } else if (event === "words") answer.add(data.words);
        else if (event === "citation") answer.citations.push(data);
        else if (event === "failed") return answer.breakOff(data.message);
        else if (event === "finished") return finished(answer, data, id);
        log.scrollTop = log.scrollHeight;
      }
      answer?.breakOff(WORDS.cut, () => goOn(answer, id, words));
    } catch (error) {
      if (error.name === "AbortError") answer?.breakOff(WORDS.stopped);
      else if (answer) answer.breakOff(WORDS.cut, () => goOn(answer, id, words));
      else tell(error.message);
    } finally {
      answering = undefined;
      stop.hidden = true;
      ask.hidden = false;
      follow();
    }
  }

  // Only now is what was typed in good hands.
  function taken(words, id) {
    if (question.value.trim() === words) question.value = "";
    forget.hidden = false;
    if (!known.has(id)) add(questionLine(words));
    known.add(id);
    const answer = new AnswerLine(base, (kind) => judge(id, kind));
    add(answer.element);
    return answer;
  }

  function finished(answer, { kind, words, notice }, id) {
    if (kind === "person") {
      answer.element.remove();
      return;
    }
    answer.finish({ words, notice });
    log.scrollTop = log.scrollHeight;
    host.dispatchEvent(new CustomEvent("assistant:answer", { bubbles: true, detail: { id, kind } }));
  }

  // The answer goes on being written when a line breaks: it is looked for, and the question asked again only if it is
  // not there.
  async function goOn(answer, id, words) {
    answer.breakOff(WORDS.lookingAgain);
    try {
      for (let look = 0; look < LOOKS; look++) {
        const { messages } = await line.read("GET", "conversation");
        const said = messages.find((one) => one.id === id);
        if (!said || said.status === "broken") break;
        if (said.status === "done") {
          answer.citations = said.citations;
          return answer.finish(said);
        }
        await pause(BETWEEN_LOOKS_MS);
      }
    } catch (refusal) {
      if (refusal.code !== "CONVERSATION_NOT_FOUND") return answer.breakOff(refusal.message, () => goOn(answer, id, words));
    }
    answer.element.remove();
    if (!answering) await put(words);
  }

  async function judge(id, feedback) {
    try {
      await line.call("PUT", `conversation/messages/${id}/feedback`, { body: { feedback } });
      return true;
    } catch (refusal) {
      tell(refusal.message);
      return false;
    }
  }

  // A person

  function showSide(element) {
    side = true;
    form.hidden = ways.hidden = true;
    foot.append(element);
    element.querySelector("input,button").focus();
  }

  function leaveSide() {
    side = false;
    foot.lastElementChild.remove();
    form.hidden = ways.hidden = false;
    question.focus();
  }

  function showPersonForm() {
    tell();
    showSide(personForm({ base, locale: line.locale, consent, isSignedIn, leave: leaveSide, send: handOver }));
  }

  async function handOver(body) {
    const { reference, session } = await line.read("POST", "conversation/person", { body: { ...body, locale: line.locale } });
    line.keep(session);
    leaveSide();
    tellReference(reference);
    forget.hidden = false;
    host.dispatchEvent(new CustomEvent("assistant:handover", { bubbles: true, detail: { reference } }));
    follow();
  }

  function tellReference(reference) {
    if (wantPerson.hidden) return;
    wantPerson.hidden = true;
    add(noteLine(WORDS.reference.replace("{reference}", reference)));
  }

  function meet(name) {
    notice.textContent = WORDS.withPerson.replace("{name}", name || WORDS.person);
  }

  function follow() {
    if (!panel.hidden && !forget.hidden) feed.follow();
  }

  function happened({ event, data }) {
    if (event === "message") {
      const role = data.from === "visitor" ? "visitor" : "person";
      show({ id: data.message_id, role, words: data.words, name: data.name });
    } else if (event === "joined") {
      add(noteLine(WORDS.joined.replace("{name}", data.name || WORDS.person)));
      meet(data.name);
    } else if (event === "left") {
      add(noteLine(WORDS.left));
      notice.textContent = WORDS.aiNotice;
    } else if (event === "opened") tellReference(data.reference);
    else if (event === "closed") add(noteLine(WORDS.closed));
    else if (event === "gone") feed.stop();
    else if (event === "state" && data.with_person) meet(data.name);
  }

  // Forgetting

  function confirmForget() {
    tell();
    const sure = button(WORDS.forgetNow, forgetAll, { className: "act" });
    const row = el("p", { className: "row" }, sure, button(WORDS.back, leaveSide, { className: "quiet" }));
    showSide(el("div", { role: "group", "aria-label": WORDS.forget }, el("p", {}, WORDS.forgetSure), row));
  }

  async function forgetAll() {
    try {
      answering?.abort();
      feed.stop();
      await line.call("DELETE", "conversation");
      leaveSide();
      await begin();
      add(noteLine(WORDS.forgotten));
    } catch (refusal) {
      tell(refusal.message);
    }
  }

  return { toggle };
}
