import { createElement as h, useState } from "react";

/** The first letters of the first and the last word of a name: "Ada Conti" is AC, "info@x.it" is I. */
export function initialsOf(name) {
  const words = (name ?? "").trim().split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => /[\p{L}\p{N}]/u.exec(word ?? "")?.[0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}

/** A picture of somebody, or their initials where there is none or it does not come. */
export function Avatar({ name, src, size, isDecorative }) {
  const [broken, setBroken] = useState("");
  const said = isDecorative ? { "aria-hidden": true } : { role: "img", "aria-label": name };
  const hasPicture = src && broken !== src;
  return h(
    "span",
    { className: `avatar is-${size}`, ...said },
    hasPicture ? h("img", { src, alt: "", loading: "lazy", decoding: "async", onError: () => setBroken(src) }) : initialsOf(name),
  );
}
