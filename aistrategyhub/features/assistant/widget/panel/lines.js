// What was said, line by line.

// Behind which letter a number stands is counted in characters, as the server counts them.
function withNumbers(words, citations, base) {
  const letters = Array.from(words);
  const parts = [];
  let from = 0;
  for (const one of citations.toSorted((a, b) => a.at - b.at)) {
    const to = Math.min(Math.max(one.at, from), letters.length);
    parts.push(letters.slice(from, to).join(""), numberOf(one, base));
    from = to;
  }
  return [...parts, letters.slice(from).join("")];
}

function numberOf(citation, base) {
  const href = addressOfCitation(citation, base);
  const label = `${WORDS.source} ${citation.number}: ${citation.title}`;
  if (!href) return el("span", { className: "number" }, String(citation.number));
  return fresh(href, String(citation.number), { className: "number", "aria-label": label });
}

function sourcesOf(citations, base) {
  const seen = new Map();
  for (const one of citations) if (!seen.has(one.number)) seen.set(one.number, one);
  const items = [...seen.values()].sort((a, b) => a.number - b.number).map((one) => {
    const href = addressOfCitation(one, base);
    const place = placeOf(one);
    const title = `${one.number}. ${one.title}`;
    return el(
      "li",
      {},
      href ? fresh(href, title) : title,
      place && el("span", { className: "soft" }, `, ${place}`),
      el("blockquote", {}, `«${one.quote}»`),
    );
  });
  return items.length ? el("details", { className: "sources" }, el("summary", {}, WORDS.sources), el("ul", {}, ...items)) : null;
}

function questionLine(words) {
  return el("article", { className: "question" }, el("h3", { className: "unseen" }, WORDS.question), el("p", {}, words));
}

function personLine(name, words) {
  return el("article", { className: "answer person" }, el("h3", {}, name || WORDS.person), el("p", {}, words));
}

const noteLine = (words) => el("p", { className: "note" }, words);

// An answer as it grows. `judge` is told whether it helped.
class AnswerLine {
  constructor(base, judge) {
    this.base = base;
    this.judge = judge;
    this.words = "";
    this.citations = [];
    this.text = el("p");
    this.state = el("p", { className: "soft" }, WORDS.writing);
    this.element = el(
      "article",
      { className: "answer", "aria-busy": "true" },
      el("h3", { className: "unseen" }, WORDS.answer),
      this.text,
      this.state,
    );
  }

  add(words) {
    this.words += words;
    this.text.textContent = this.words;
  }

  finish({ words, notice = "", feedback = "none", canJudge = true }) {
    this.words = words ?? this.words;
    this.text.replaceChildren(...withNumbers(this.words, this.citations, this.base));
    this.state.remove();
    if (notice) this.element.append(noteLine(notice));
    const sources = sourcesOf(this.citations, this.base);
    if (sources) this.element.append(sources);
    if (canJudge) this.element.append(this.judging(feedback));
    this.element.removeAttribute("aria-busy");
  }

  // The stream ended before the answer did: `again` goes on with it.
  breakOff(words, again) {
    this.element.removeAttribute("aria-busy");
    this.state.replaceWith((this.state = el("p", { className: "note" }, `${words} `)));
    if (again) this.state.append(button(WORDS.retry, again, { className: "quiet" }));
  }

  judging(feedback) {
    const thumbs = { up: WORDS.useful, down: WORDS.useless };
    const group = el("p", { className: "thumbs", role: "group", "aria-label": WORDS.helped });
    for (const [kind, label] of Object.entries(thumbs)) {
      const thumb = button(label, () => choose(kind), { className: "quiet", "aria-pressed": String(kind === feedback) });
      thumb.dataset.kind = kind;
      group.append(thumb);
    }
    const choose = async (kind) => {
      if (!(await this.judge(kind))) return;
      for (const thumb of group.children) thumb.setAttribute("aria-pressed", String(thumb.dataset.kind === kind));
    };
    return group;
  }
}
