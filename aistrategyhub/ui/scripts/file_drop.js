// A place where files are dropped, chosen or pasted. Each goes to `address` by itself, with its progress, and can be
// stopped or tried again. The address answers with the envelope of the API.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import "./file_drop.css";

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const sizeOf = (bytes, locale) => {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount)} ${unit}`;
};

/** Whether `accept` of the file input lets a file through: `image/*,.pdf`. */
function isAccepted(file, accept) {
  if (!accept) return true;
  return accept.split(",").some((one) => {
    const wanted = one.trim().toLowerCase();
    if (wanted.startsWith(".")) return file.name.toLowerCase().endsWith(wanted);
    return wanted.endsWith("/*") ? file.type.startsWith(wanted.slice(0, -1)) : file.type === wanted;
  });
}

/** What is sent for a file: a form with the file as one `part`, or without a part the file itself. */
function bodyOf(file, part, extra) {
  if (!part) return file;
  const body = new FormData();
  for (const [name, value] of Object.entries(extra ?? {})) body.append(name, value);
  body.append(part, file);
  return body;
}

/** The texts that go into the address: all of them where there is no form to carry them. */
function queryOf(file, part, extra) {
  const locale = document.documentElement.lang;
  return new URLSearchParams(part ? { locale } : { ...extra, name: file.name, locale });
}

/** Sends one file. XMLHttpRequest, because fetch tells nothing of how far a body has gone. */
function send(file, { address, method, part, extra }, { onProgress, onDone, onFailed }, words) {
  const request = new XMLHttpRequest();
  request.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && onProgress(loaded / total);
  request.onload = () => {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      answer = {};
    }
    if (request.status < 300 && answer.success !== false) onDone(answer.data ?? {});
    else onFailed(answer.error?.message ?? words.failed);
  };
  request.onerror = () => onFailed(words.offline);
  request.open(method, `${address}${address.includes("?") ? "&" : "?"}${queryOf(file, part, extra)}`);
  request.setRequestHeader("Accept", "application/json");
  request.send(bodyOf(file, part, extra));
  return () => request.abort();
}

export function FileDrop(props) {
  const { id, label, address, method, part, extra, accept, multiple, largest, most, locale, words, disabled, describedBy, invalid } = props;
  const { onDone, onAllDone } = props;
  const help = useId();
  const input = useRef(null);
  const stops = useRef(new Map());
  const count = useRef(0);
  const running = useRef(0);
  const waiting = useRef([]);
  const arrived = useRef([]);
  const [rows, setRows] = useState([]);
  const [isOver, setOver] = useState(false);
  const [said, setSaid] = useState("");
  const change = (key, changes) => setRows((known) => known.map((row) => (row.key === key ? { ...row, ...changes } : row)));

  useEffect(() => () => stops.current.forEach((stop) => stop()), []);

  const refusal = (file) => {
    if (!isAccepted(file, accept)) return filled(words.wrongKind, { name: file.name });
    if (largest && file.size > largest) return filled(words.tooLarge, { size: sizeOf(largest, locale) });
    return file.size === 0 ? words.empty : "";
  };
  // Two at a time: a folder of photographs leaves the connection room for the page.
  const next = () => {
    while (running.current < 2 && waiting.current.length) begin(waiting.current.shift());
    if (running.current || waiting.current.length || !arrived.current.length) return;
    onAllDone?.(arrived.current);
    arrived.current = [];
  };
  const ended = (key, changes) => {
    stops.current.delete(key);
    running.current -= 1;
    change(key, changes);
    next();
  };
  const begin = (row) => {
    running.current += 1;
    change(row.key, { state: "sending", part: 0, problem: "" });
    const heard = {
      onProgress: (done) => change(row.key, { part: done }),
      onDone: (data) => {
        arrived.current.push(data.id ?? row.file.name);
        setSaid(filled(words.done, { name: row.file.name }));
        onDone?.(data);
        ended(row.key, { state: "done", part: 1 });
      },
      onFailed: (problem) => {
        setSaid(`${row.file.name}: ${problem}`);
        ended(row.key, { state: "failed", problem });
      },
    };
    stops.current.set(row.key, send(row.file, { address, method, part, extra }, heard, words));
  };
  const add = (files) => {
    const chosen = [...files].slice(0, multiple ? most : 1);
    if (disabled || !chosen.length) return;
    const fresh = chosen.map((file) => {
      const problem = refusal(file);
      return { key: ++count.current, file, part: 0, problem, state: problem ? "refused" : "waiting" };
    });
    const kept = files.length > chosen.length ? filled(words.tooMany, { count: chosen.length }) : "";
    setSaid([kept, ...fresh.map((row) => row.problem && `${row.file.name}: ${row.problem}`)].filter(Boolean).join(" "));
    setRows((known) => (multiple ? [...known, ...fresh] : fresh));
    waiting.current.push(...fresh.filter((row) => !row.problem));
    next();
  };
  const retry = (row) => {
    change(row.key, { state: "waiting", problem: "" });
    waiting.current.push(row);
    next();
  };
  const drop = (row) => {
    waiting.current = waiting.current.filter((other) => other.key !== row.key);
    if (stops.current.has(row.key)) {
      stops.current.get(row.key)();
      stops.current.delete(row.key);
      running.current -= 1;
    }
    setRows((known) => known.filter((other) => other.key !== row.key));
    input.current.focus();
    next();
  };

  const button = (text, row, act) =>
    h("button", { type: "button", className: "link-quiet", "aria-label": `${text}: ${row.file.name}`, onClick: () => act(row) }, text);
  const item = (row) =>
    h(
      "li",
      { key: row.key, "data-state": row.state },
      h("span", { className: "file-name" }, row.file.name),
      h(
        "span",
        { className: "file-note" },
        row.problem || (row.state === "sending" ? `${Math.round(row.part * 100)}%` : row.state === "done" ? words.sent : sizeOf(row.file.size, locale)),
      ),
      h(
        "span",
        { className: "file-acts" },
        row.state === "failed" && button(words.retry, row, retry),
        row.state === "done" ? null : button(row.state === "sending" ? words.stop : words.remove, row, drop),
      ),
      row.state === "sending" && h("progress", { className: "progress", max: 1, value: row.part, "aria-label": row.file.name }),
    );
  const over = (isHere) => (event) => {
    event.preventDefault();
    if (!disabled) setOver(isHere);
  };
  return h(
    "div",
    { className: "file-drop-field" },
    h(
      "label",
      {
        className: "file-drop",
        "data-over": isOver ? "" : undefined,
        "data-disabled": disabled ? "" : undefined,
        "data-invalid": invalid ? "" : undefined,
        onDragEnter: over(true),
        onDragOver: over(true),
        onDragLeave: (event) => event.currentTarget.contains(event.relatedTarget) || setOver(false),
        onDrop: (event) => {
          over(false)(event);
          add(event.dataTransfer.files);
        },
        onPaste: (event) => add(event.clipboardData.files),
      },
      h("input", {
        ref: input,
        id,
        type: "file",
        className: "sr-only",
        accept: accept || undefined,
        multiple,
        disabled,
        "aria-label": label,
        "aria-invalid": invalid || undefined,
        "aria-describedby": [describedBy, `${help}-rule`].filter(Boolean).join(" "),
        onChange: (event) => {
          add(event.target.files);
          event.target.value = "";
        },
      }),
      h("span", { className: "file-drop-call" }, isOver ? words.letGo : multiple ? words.dropMany : words.dropOne),
      h("span", { id: `${help}-rule`, className: "field-hint" }, largest ? filled(words.rule, { size: sizeOf(largest, locale) }) : ""),
    ),
    rows.length > 0 && h("ul", { className: "file-rows" }, rows.map(item)),
    h("p", { role: "status", className: "sr-only" }, said),
  );
}
