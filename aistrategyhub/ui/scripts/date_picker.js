// A date one types or picks, after the date picker dialog of the ARIA Authoring Practices. What the form sends is
// ISO 8601; what was typed and cannot be read is sent as it is, so that the server can say why it refuses it.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import * as dates from "./dates.js";
import "./date_picker.css";

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const ofIso = (value) => {
  const day = dates.fromIso(value);
  const time = /T(\d\d:\d\d)/.exec(value ?? "")?.[1] ?? "";
  return { day: day === null ? (value ?? "") : dates.written(day), time };
};

const KEYS = {
  ArrowLeft: (day) => dates.addDays(day, -1),
  ArrowRight: (day) => dates.addDays(day, 1),
  ArrowUp: (day) => dates.addDays(day, -7),
  ArrowDown: (day) => dates.addDays(day, 7),
  Home: (day) => dates.addDays(day, -dates.weekday(day)),
  End: (day) => dates.addDays(day, 6 - dates.weekday(day)),
  PageUp: (day, shift) => dates.addMonths(day, shift ? -12 : -1),
  PageDown: (day, shift) => dates.addMonths(day, shift ? 12 : 1),
};

export function DatePicker(props) {
  const { name, id, value, withTime, min, max, zone, locale, words, required, disabled, invalid, describedBy, onChange } = props;
  const help = useId();
  const field = useRef(null);
  const [typed, setTyped] = useState(() => ofIso(value));
  const [problem, setProblem] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [isAwake, setAwake] = useState(false);
  const sent = useRef(value ?? "");
  useEffect(() => setAwake(true), []);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value ?? "";
    setTyped(ofIso(value));
    setProblem("");
  }, [value]);

  const limits = { first: dates.fromIso(min), last: dates.fromIso(max) };
  const isOut = (day) => (limits.first !== null && day < limits.first) || (limits.last !== null && day > limits.last);
  const dayOf = (now) => (now.day.trim() ? dates.parseDay(now.day, isAwake ? dates.today(zone) : 0) : null);
  const asSent = (now) => {
    const day = dayOf(now);
    const minutes = dates.parseTime(now.time);
    if (!now.day.trim() && !now.time.trim()) return "";
    if (day === null) return `${now.day} ${now.time}`.trim();
    if (!withTime) return dates.isoOf(day);
    return `${dates.isoOf(day)}T${minutes === null ? now.time : dates.writtenTime(minutes)}`;
  };
  const fault = (now) => {
    const day = dayOf(now);
    if (now.day.trim() && day === null) return words.unreadable;
    if (day !== null && limits.first !== null && day < limits.first) return filled(words.early, { day: dates.written(limits.first) });
    if (day !== null && limits.last !== null && day > limits.last) return filled(words.late, { day: dates.written(limits.last) });
    if (now.time.trim() && dates.parseTime(now.time) === null) return words.unreadableTime;
    return "";
  };
  const tell = (now) => {
    if (asSent(now) === sent.current) return;
    sent.current = asSent(now);
    onChange?.(sent.current);
  };
  const leave = () => {
    const day = dayOf(typed);
    const minutes = dates.parseTime(typed.time);
    const tidy = { day: day === null ? typed.day : dates.written(day), time: minutes === null ? typed.time : dates.writtenTime(minutes) };
    setTyped(tidy);
    setProblem(fault(tidy));
    if (!fault(tidy)) tell(tidy);
  };
  const pick = (day) => {
    const now = { ...typed, day: day === null ? "" : dates.written(day) };
    setTyped(now);
    setProblem(fault(now));
    setOpen(false);
    tell(now);
  };
  const type = (part) => (event) => {
    setTyped({ ...typed, [part]: event.target.value });
    setProblem("");
  };

  const isWrong = invalid || problem !== "";
  const described = [describedBy, problem && `${help}-problem`, zone && `${help}-zone`].filter(Boolean).join(" ") || undefined;
  const box = (part, more) =>
    h("input", {
      type: "text",
      className: "input",
      autoComplete: "off",
      value: typed[part],
      disabled,
      required,
      "aria-invalid": isWrong ? "true" : undefined,
      "aria-describedby": described,
      onChange: type(part),
      onBlur: leave,
      ...more,
    });
  const day = dayOf(typed);
  const opener = h(
    "button",
    {
      type: "button",
      className: "date-open",
      disabled,
      "aria-haspopup": "dialog",
      "aria-label": day === null ? words.choose : filled(words.change, { day: dates.written(day) }),
      onClick: () => setOpen(true),
    },
    h("span", { "aria-hidden": true }),
  );
  return h(
    "div",
    { className: "date-field", ref: field },
    h(
      "div",
      { className: "date-boxes" },
      h("div", { className: "date-box" }, box("day", { id, placeholder: words.format }), opener),
      withTime && box("time", { "aria-label": words.time, placeholder: words.timeFormat, inputMode: "numeric", className: "input date-time" }),
    ),
    h("input", { type: "hidden", name, value: asSent(typed), disabled }),
    zone && h("p", { id: `${help}-zone`, className: "field-hint" }, isAwake ? zoneLine(day, typed, zone, locale, words) : words.zone),
    problem && h("p", { id: `${help}-problem`, role: "alert", className: "field-error" }, problem),
    isOpen && h(Calendar, { field, day, zone, locale, words, limits, isOut, required, onPick: pick, onClose: () => setOpen(false) }),
  );
}

/** Which clocks the time is of, how far from UTC they will be then, and what one's own will show if they differ. */
function zoneLine(day, typed, zone, locale, words) {
  const minutes = dates.parseTime(typed.time);
  if (day === null || minutes === null) return words.zone;
  const at = dates.instantOf(day, minutes, zone);
  const own = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
  const line = `${words.zone} (${dates.offsetName(zone, at)})`;
  const isSame = dates.offsetName(own.resolvedOptions().timeZone, at) === dates.offsetName(zone, at);
  return isSame ? line : `${line}. ${filled(words.ownClock, { at: own.format(at) })}`;
}

/** Puts the dialog under its field, or above where there is no room; on a phone the styles keep it at the bottom. */
function place(dialog, field) {
  if (!window.matchMedia("(min-width: 30rem)").matches) return;
  const at = field.getBoundingClientRect();
  const box = dialog.getBoundingClientRect();
  const below = at.bottom + 4;
  const top = below + box.height <= window.innerHeight ? below : Math.max(8, at.top - box.height - 4);
  dialog.style.top = `${top}px`;
  dialog.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - box.width - 8))}px`;
}

function Calendar({ field, day, zone, locale, words, limits, isOut, required, onPick, onClose }) {
  const id = useId();
  const dialog = useRef(null);
  const now = dates.today(zone);
  const within = (wanted) => Math.min(Math.max(wanted, limits.first ?? wanted), limits.last ?? wanted);
  const [active, setActive] = useState(() => within(day ?? now));
  const movesFocus = useRef(true);
  const say = (options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });

  useEffect(() => {
    dialog.current.showModal();
    place(dialog.current, field.current.querySelector(".date-box"));
  }, []);
  useEffect(() => {
    if (movesFocus.current) dialog.current.querySelector('[tabindex="0"]')?.focus();
    movesFocus.current = false;
  }, [active]);

  const go = (target, focuses) => {
    movesFocus.current = focuses;
    setActive(target);
  };
  const pressed = (event) => {
    const target = KEYS[event.key]?.(active, event.shiftKey);
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(target, true);
  };
  // Closed by itself first: so the browser gives the focus back to where it was.
  const choose = (at) => {
    dialog.current.close();
    onPick(at);
  };
  const weeks = dates.weeksOf(active);
  const cell = (at) =>
    h(
      "td",
      { key: at, role: "gridcell", "aria-selected": at === day },
      h(
        "button",
        {
          type: "button",
          tabIndex: at === active ? 0 : -1,
          "aria-label": say({ dateStyle: "full" }).format(at),
          "aria-current": at === now ? "date" : undefined,
          "aria-disabled": isOut(at) || undefined,
          "data-other": dates.isSameMonth(at, active) ? undefined : "",
          onClick: () => (isOut(at) ? go(at, true) : choose(at)),
        },
        new Date(at).getUTCDate(),
      ),
    );
  const heading = (at) =>
    h("th", { key: at, scope: "col", abbr: say({ weekday: "long" }).format(at) }, say({ weekday: "short" }).format(at).slice(0, 2));
  const turn = (label, months, sign) =>
    h("button", { type: "button", className: "date-turn", "aria-label": label, onClick: () => go(dates.addMonths(active, months), false) }, sign);
  const quick = (label, at, isOff) =>
    h("button", { type: "button", className: "button button-quiet", disabled: isOff, onClick: () => choose(at) }, label);
  return h(
    "dialog",
    {
      ref: dialog,
      className: "date-dialog",
      "aria-label": words.choose,
      onClose,
      onClick: (event) => event.target === dialog.current && dialog.current.close(),
    },
    h(
      "div",
      { className: "date-head" },
      turn(words.previousYear, -12, "«"),
      turn(words.previousMonth, -1, "‹"),
      h("h2", { id, "aria-live": "polite" }, say({ month: "long", year: "numeric" }).format(active)),
      turn(words.nextMonth, 1, "›"),
      turn(words.nextYear, 12, "»"),
    ),
    h(
      "table",
      { role: "grid", "aria-labelledby": id, onKeyDown: pressed },
      h("thead", null, h("tr", null, weeks[0].map(heading))),
      h("tbody", null, weeks.map((week) => h("tr", { key: week[0] }, week.map(cell)))),
    ),
    h(
      "div",
      { className: "date-foot" },
      quick(words.today, now, isOut(now)),
      !required && quick(words.clear, null, day === null),
      h("button", { type: "button", className: "button button-quiet", onClick: () => dialog.current.close() }, words.close),
    ),
  );
}
