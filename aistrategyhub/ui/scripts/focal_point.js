// The point of a picture that must stay in view: chosen by a click or a finger, or with the arrows of two sliders. It
// is sent as two numbers of the form, in tenths.
import { createElement as h, useState } from "react";
import "./focal_point.css";

const tenth = (part) => Math.min(10, Math.max(0, Math.round(part * 10)));

export function FocalPoint({ src, alt, focalX, focalY, words }) {
  const [point, setPoint] = useState({ x: focalX, y: focalY });
  const choose = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    setPoint({ x: tenth((event.clientX - box.left) / box.width), y: tenth((event.clientY - box.top) / box.height) });
  };
  const slider = (axis, label) =>
    h(
      "label",
      { className: "focal-slider" },
      h("span", { className: "field-hint" }, label),
      h("input", {
        type: "range",
        name: `focal_${axis}`,
        min: 0,
        max: 10,
        value: point[axis],
        "aria-valuetext": `${point[axis] * 10}%`,
        onChange: ({ target }) => setPoint((known) => ({ ...known, [axis]: Number(target.value) })),
      }),
    );
  const shown = `focal focal-x-${point.x} focal-y-${point.y}`;
  const crop = (shape) => h("img", { className: `focal-crop ${shape} ${shown}`, src, alt: "" });
  return h(
    "div",
    { className: "focal-point" },
    h(
      "div",
      { className: "focal-picture", onClick: choose },
      h("img", { src, alt }),
      h("span", { className: `focal-dot focal-x-${point.x} focal-y-${point.y}`, "aria-hidden": "true" }),
    ),
    h("div", { className: "focal-sliders" }, slider("x", words.across), slider("y", words.down)),
    h("div", { className: "focal-crops", "aria-hidden": "true" }, crop("is-wide"), crop("is-square"), crop("is-tall")),
  );
}
