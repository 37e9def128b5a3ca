// What people of the firm say, as it happens, while the window is open.

// What may be otherwise in a moment.
const PASSING = new Set(["AWAY", "TOO_MANY_REQUESTS"]);
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60000;

// `happened` is told each event; `last` is the number of the last one, from which a new stream goes on.
class Feed {
  constructor(line, happened) {
    Object.assign(this, { line, happened, last: "", ending: undefined });
  }

  stop() {
    this.ending?.abort();
    this.ending = undefined;
  }

  async follow() {
    if (this.ending) return;
    this.ending = new AbortController();
    const { signal } = this.ending;
    let wait = FIRST_WAIT_MS;
    while (!signal.aborted) {
      try {
        for await (const event of eventsOf(await this.line.call("GET", "conversation/events", { signal, after: this.last }))) {
          wait = FIRST_WAIT_MS;
          if (event.id) this.last = event.id;
          this.happened(event);
        }
      } catch ({ code }) {
        if (!signal.aborted && code && !PASSING.has(code)) return this.stop();
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
      await pause(wait);
    }
  }
}
