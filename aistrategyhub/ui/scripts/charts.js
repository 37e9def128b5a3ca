// Lines, bars and rings as plain SVG, told apart by pattern, dash and mark as well as by colour. Their data stand in a
// table beside them, and what the pointer is over is written in a line of its own, so that nothing moves.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import "./charts.css";

const HEIGHT = 220;
const EDGE = { top: 12, right: 8, bottom: 26, left: 52 };
const TURN = 2 * Math.PI;

/** Round steps that hold every value and zero. */
function ticksOf(values) {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  if (least === most) return [0, 1];
  const rough = (most - least) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough) * power;
  const [first, last] = [Math.floor(least / step), Math.ceil(most / step)];
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

const fill = (id, at) => (at === 0 ? undefined : `url(#${id}-${at})`);

/** Stripes, dots, a lattice and rings, in the colour of the text around them. */
function patterns(id) {
  const line = (d) => h("path", { d, stroke: "currentColor", strokeWidth: 1.5, fill: "none" });
  const shapes = [
    null,
    [line("M-2 2l4-4M0 8l8-8M6 10l4-4")],
    [h("circle", { cx: 4, cy: 4, r: 1.6, fill: "currentColor" })],
    [line("M0 4h8M4 0v8")],
    [line("M-2 6l4 4M0 0l8 8M6-2l4 4"), line("M-2 2l4-4M0 8l8-8M6 10l4-4")],
    [line("M0 4h8")],
  ];
  return h(
    "defs",
    null,
    shapes.map((shape, at) =>
      shape && h("pattern", { key: at, id: `${id}-${at}`, className: `series-${at}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, ...shape),
    ),
  );
}

function useWidth() {
  const place = useRef(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const watch = new ResizeObserver(([{ contentRect }]) => setWidth(Math.max(Math.round(contentRect.width), 200)));
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  return [place, width];
}

/** What a swatch of the key looks like: the same fill, dash and mark as in the drawing. */
const swatch = (id, at, kind) =>
  h(
    "svg",
    { className: `chart-swatch series-${at}`, viewBox: "0 0 24 12", "aria-hidden": true },
    kind === "line"
      ? [h("line", { key: "l", x1: 0, x2: 24, y1: 6, y2: 6, className: `chart-line dash-${at}` }), h("g", { key: "m" }, mark(12, 6, at))]
      : h("rect", { x: 0.5, y: 0.5, width: 23, height: 11, fill: fill(id, at), className: "chart-shape" }),
  );

function mark(x, y, at) {
  const shapes = [
    h("circle", { cx: x, cy: y, r: 3.5 }),
    h("rect", { x: x - 3, y: y - 3, width: 6, height: 6 }),
    h("path", { d: `M${x} ${y - 4}l4 7h-8z` }),
    h("path", { d: `M${x} ${y - 4.5}l4.5 4.5-4.5 4.5-4.5-4.5z` }),
  ];
  return h("g", { className: "chart-mark" }, shapes[at % shapes.length]);
}

function Plane({ kind, series, locale, id, label, onPoint }) {
  const [place, width] = useWidth();
  const points = series[0].points;
  const ticks = ticksOf(series.flatMap((one) => one.points.map((point) => point.value)));
  const [low, high] = [ticks[0], ticks.at(-1)];
  const inner = { width: width - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const y = (value) => EDGE.top + inner.height * (1 - (value - low) / (high - low));
  const slot = inner.width / points.length;
  const x = (at) => EDGE.left + slot * (at + 0.5);
  const write = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const every = Math.ceil(points.reduce((most, point) => Math.max(most, point.label.length), 1) * 7.5 / slot) || 1;
  const thickness = Math.min((slot * 0.72) / series.length, 48);

  const bars = (one, at) =>
    h(
      "g",
      { key: at, className: `series-${at}` },
      one.points.map((point, spot) =>
        h("rect", {
          key: spot,
          className: `chart-shape${point.is_current ? " is-current" : ""}`,
          x: x(spot) - (thickness * series.length) / 2 + thickness * at + 0.5,
          y: Math.min(y(point.value), y(0)),
          width: Math.max(thickness - 1, 1),
          height: Math.abs(y(point.value) - y(0)),
          fill: fill(id, at),
        }),
      ),
    );
  const line = (one, at) =>
    h(
      "g",
      { key: at, className: `series-${at}` },
      h("polyline", { className: `chart-line dash-${at}`, points: one.points.map((point, spot) => `${x(spot)},${y(point.value)}`).join(" ") }),
      one.points.map((point, spot) => h("g", { key: spot }, mark(x(spot), y(point.value), at))),
    );
  const over = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const spot = Math.floor((((event.clientX - box.left) / box.width) * width - EDGE.left) / slot);
    onPoint(spot >= 0 && spot < points.length ? spot : null);
  };
  return h(
    "div",
    { ref: place, className: "chart-plane" },
    h(
      "svg",
      { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": label, onPointerMove: over, onPointerLeave: () => onPoint(null) },
      patterns(id),
      ticks.map((tick) =>
        h(
          "g",
          { key: tick, className: tick === 0 ? "chart-zero" : "chart-tick" },
          h("line", { x1: EDGE.left, x2: width - EDGE.right, y1: y(tick), y2: y(tick) }),
          h("text", { x: EDGE.left - 8, y: y(tick), dy: "0.32em", textAnchor: "end" }, write.format(tick)),
        ),
      ),
      series.map(kind === "bar" ? bars : line),
      points.map((point, spot) =>
        spot % every === 0
          ? h("text", { key: spot, className: "chart-foot", x: x(spot), y: HEIGHT - 8, textAnchor: "middle" }, point.label)
          : null,
      ),
    ),
  );
}

function Ring({ series, id, label, total, onPoint }) {
  const points = series[0].points;
  const sum = points.reduce((all, point) => all + Math.max(point.value, 0), 0);
  let begun = 0;
  const arc = (point, at) => {
    const share = Math.max(point.value, 0) / sum;
    const [from, to] = [begun * TURN, (begun + share) * TURN];
    begun += share;
    if (!share) return null;
    const at2 = (angle, radius) => `${60 + radius * Math.sin(angle)} ${60 - radius * Math.cos(angle)}`;
    const large = share > 0.5 ? 1 : 0;
    const half = (from + to) / 2;
    const path =
      share > 0.9999
        ? `M60 4A56 56 0 1 1 60 116A56 56 0 1 1 60 4ZM60 24A36 36 0 1 0 60 96A36 36 0 1 0 60 24Z`
        : `M${at2(from, 56)}A56 56 0 ${large} 1 ${at2(to, 56)}L${at2(to, 36)}A36 36 0 ${large} 0 ${at2(from, 36)}Z`;
    const events = { onPointerEnter: () => onPoint(at), onPointerLeave: () => onPoint(null) };
    return h("g", { key: half, className: `series-${at % 6}` }, h("path", { d: path, fill: fill(id, at % 6), className: "chart-shape", ...events }));
  };
  return h(
    "svg",
    { className: "chart-ring", viewBox: "0 0 120 120", role: "img", "aria-label": label },
    patterns(id),
    points.map(arc),
    h("text", { x: 60, y: 60, dy: "0.35em", textAnchor: "middle", className: "chart-total" }, total),
  );
}

export function Chart({ kind, series, title, total, words, locale }) {
  const id = useId();
  const [spot, setSpot] = useState(null);
  const points = series[0]?.points ?? [];
  const isEmpty = !series.some((one) => one.points.some((point) => point.value !== 0));
  const spoken = (one) => `${one.name ? `${one.name}: ` : ""}${one.points.map((point) => `${point.label} ${point.value_label}`).join(", ")}`;
  const label = `${title}. ${series.map(spoken).join(". ")}`;
  const said = spot === null || !points[spot] ? "" : `${points[spot].label}: ${series.map((one) => `${one.name ? `${one.name} ` : ""}${one.points[spot]?.value_label ?? ""}`).join(", ")}`;
  const sum = points.reduce((all, point) => all + Math.max(point.value, 0), 0);
  const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });

  const keyed = kind === "donut" ? points.map((point) => ({ name: point.label, more: `${point.value_label}, ${share.format(sum ? point.value / sum : 0)}` })) : series.length > 1 ? series : [];
  const key = keyed.length
    ? h(
        "ul",
        { className: "chart-key" },
        keyed.map((one, at) => h("li", { key: at }, swatch(id, at % 6, kind), h("span", null, one.name), one.more && h("span", { className: "chart-share" }, one.more))),
      )
    : null;
  const head = series.length > 1 ? series.map((one) => one.name) : [words.value];
  const row = (point, at) =>
    h(
      "tr",
      { key: at },
      h("th", { scope: "row" }, point.label),
      series.map((one, number) => h("td", { key: number, className: "number", "data-label": head[number] }, one.points[at]?.value_label)),
    );
  const table = h(
    "details",
    { className: "chart-data" },
    h("summary", null, words.data),
    h(
      "table",
      { className: "table" },
      h("caption", { className: "sr-only" }, title),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, words.point), head.map((name, at) => h("th", { key: at, scope: "col", className: "number" }, name)))),
      h("tbody", null, points.map(row)),
    ),
  );
  if (isEmpty) return h("p", { className: "chart-empty" }, words.empty);
  const drawn = kind === "donut" ? h(Ring, { series, id, label, total, onPoint: setSpot }) : h(Plane, { kind, series, locale, id, label, onPoint: setSpot });
  return h("div", { className: `chart is-${kind}` }, h("div", { className: "chart-drawn" }, drawn, key), h("p", { className: "chart-said", "aria-hidden": true }, said), table);
}
