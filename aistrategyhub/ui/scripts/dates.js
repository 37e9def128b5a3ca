// Days and moments as plain values: a day is the milliseconds of its midnight in UTC, and no time zone touches it.

const DAY = 86_400_000;

/** The day of a year, a month from 1 and a day, or null where the calendar has none: 31 February. */
export function dayOf(year, month, day) {
  const at = new Date(Date.UTC(year, month - 1, day));
  at.setUTCFullYear(year);
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day && year > 999 ? at.getTime() : null;
}

export const isoOf = (day) => new Date(day).toISOString().slice(0, 10);

export const fromIso = (text) => {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(text ?? "");
  return parts ? dayOf(+parts[1], +parts[2], +parts[3]) : null;
};

/** `21/11/2026`: the order of Italy and of our English. */
export const written = (day) => isoOf(day).split("-").reverse().join("/");

export const addDays = (day, count) => day + count * DAY;

/** The same day some months later, or the last of that month: a month after 31 January is 28 February. */
export function addMonths(day, count) {
  const at = new Date(day);
  const wanted = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + count);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(wanted, last));
  return at.getTime();
}

/** 0 for Monday. */
export const weekday = (day) => (new Date(day).getUTCDay() + 6) % 7;

/** Weeks of seven days, Monday first, that hold every day of a day's month. */
export function weeksOf(day) {
  const first = day - (new Date(day).getUTCDate() - 1) * DAY;
  const start = addDays(first, -weekday(first));
  const count = Math.ceil((weekday(first) + new Date(addMonths(first, 1) - DAY).getUTCDate()) / 7);
  return Array.from({ length: count }, (_, week) => Array.from({ length: 7 }, (_, at) => addDays(start, week * 7 + at)));
}

export const isSameMonth = (one, other) => isoOf(one).slice(0, 7) === isoOf(other).slice(0, 7);

const clockIn = (zone, instant) => {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(instant);
  const read = Object.fromEntries(parts.map(({ type, value }) => [type, +value]));
  return Date.UTC(read.year, read.month - 1, read.day, read.hour, read.minute);
};

/** Today in a time zone; in the browser's own without one. */
export const today = (zone) => Math.floor(clockIn(zone || undefined, Date.now()) / DAY) * DAY;

/** The instant when the clocks of a zone show this day and time. */
export function instantOf(day, minutes, zone) {
  const wall = day + minutes * 60_000;
  const guess = wall - (clockIn(zone, wall) - wall);
  return wall - (clockIn(zone, guess) - guess);
}

/** How far a zone is from UTC at an instant: `UTC+1`. */
export function offsetName(zone, instant) {
  const minutes = Math.round((clockIn(zone, instant) - Math.floor(instant / 60_000) * 60_000) / 60_000);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${rest}` : ""}`;
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function monthNamed(name, locales) {
  for (const locale of locales) {
    const names = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
    for (let month = 0; month < 12; month++)
      if (fold(names.format(Date.UTC(2026, month, 15))).startsWith(fold(name))) return month + 1;
  }
  return null;
}

const century = (year, now) => (year === undefined ? new Date(now).getUTCFullYear() : year.length === 2 ? 2000 + +year : +year);

/** The day that somebody typed: `21/11/2026`, `21.11.26`, `21 nov`, `21112026`, `2026-11-21`. Null when it is none. */
export function parseDay(text, now) {
  const typed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso) return dayOf(+iso[1], +iso[2], +iso[3]);
  const parts =
    /^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?$/.exec(typed) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(typed);
  if (parts) return dayOf(century(parts[3], now), +parts[2], +parts[1]);
  const named = /^(\d{1,2})[\s.]+(\p{L}{3,})\.?(?:[\s.]+(\d{4}|\d{2}))?$/u.exec(typed);
  const month = named && monthNamed(named[2], ["it", "en"]);
  return month ? dayOf(century(named[3], now), month, +named[1]) : null;
}

/** Minutes since midnight of a time that somebody typed: `9`, `9:30`, `9.30`, `0930`. Null when it is none. */
export function parseTime(text) {
  const parts = /^(\d{1,2})(?:[:.,h ](\d{2}))?$/.exec(text.trim()) ?? /^(\d{1,2})(\d{2})$/.exec(text.trim());
  if (!parts) return null;
  const [hours, minutes] = [+parts[1], +(parts[2] ?? 0)];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

export const writtenTime = (minutes) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
