// What the panel says to the server, and how it hears the answers.

class Refusal extends Error {
  constructor({ code = "", message = WORDS.broken, details = [] } = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

async function* eventsOf(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      for (const part of parts) {
        const event = {};
        for (const line of part.split("\n")) {
          const at = line.indexOf(": ");
          if (at > 0) event[line.slice(0, at)] = line.slice(at + 2);
        }
        if (event.event) yield { ...event, data: JSON.parse(event.data) };
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// One visitor's line to a bot. The signed session is all that is kept, in this tab alone.
class Line {
  constructor({ base, bot, locale }) {
    this.address = `${base}/api/v1/widget/${bot}/`;
    // Only our own pages say who is signed in.
    this.credentials = base === location.origin ? "same-origin" : "omit";
    this.locale = locale;
    this.place = `assistant:${bot}`;
    try {
      this.session = sessionStorage.getItem(this.place) ?? "";
    } catch {
      this.session = "";
    }
  }

  keep(session) {
    this.session = session;
    try {
      sessionStorage.setItem(this.place, session);
    } catch {
      // A page may not let us keep anything: the session lives as long as the page.
    }
  }

  arrive() {
    this.arriving ??= this.send("POST", "session", { body: { locale: this.locale } })
      .then((answer) => answer.json())
      .then(({ data }) => {
        this.keep(data.session);
        this.locale = data.locale;
        this.arrived?.(data);
        return data;
      })
      .finally(() => (this.arriving = undefined));
    return this.arriving;
  }

  // With a session; one that is over is renewed on the way.
  async call(method, path, options) {
    if (!this.session) await this.arrive();
    try {
      return await this.send(method, path, options);
    } catch (refusal) {
      if (refusal.code !== "WIDGET_SESSION_INVALID") throw refusal;
      await this.arrive();
      return this.send(method, path, options);
    }
  }

  async read(method, path, options) {
    return (await (await this.call(method, path, options)).json()).data;
  }

  async send(method, path, { body, signal, after } = {}) {
    const headers = { "Accept-Language": this.locale };
    if (body) headers["Content-Type"] = "application/json";
    if (this.session) headers["Widget-Session"] = this.session;
    if (after) headers["Last-Event-ID"] = after;
    let answer;
    try {
      const options = { method, headers, signal, body: body && JSON.stringify(body), credentials: this.credentials, cache: "no-store" };
      answer = await fetch(this.address + path, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Refusal({ code: "AWAY", message: navigator.onLine ? WORDS.away : WORDS.offline });
    }
    if (answer.ok) return answer;
    throw new Refusal((await answer.json().catch(() => ({}))).error);
  }
}
