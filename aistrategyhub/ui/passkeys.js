// What only the browser can do for a sign-in: ask its authenticator, and show a secret that no state keeps.
import { createElement as h, useEffect, useState } from "react";

const decoded = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const encoded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const RESPONSE_PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

/** The server's JSON as the browser wants it (WebAuthn level 3, 5.1.8; by hand for browsers that cannot yet). */
function asOptions({ challenge, user, excludeCredentials, allowCredentials, ...options }) {
  const each = (known) => known?.map((item) => ({ ...item, id: decoded(item.id) }));
  return {
    ...options,
    challenge: decoded(challenge),
    ...(user && { user: { ...user, id: decoded(user.id) } }),
    ...(excludeCredentials && { excludeCredentials: each(excludeCredentials) }),
    ...(allowCredentials && { allowCredentials: each(allowCredentials) }),
  };
}

/** What the authenticator answered, as JSON. */
function asJson({ id, rawId, type, response }) {
  const parts = RESPONSE_PARTS.filter((part) => response[part]).map((part) => [part, encoded(response[part])]);
  const transports = response.getTransports ? { transports: response.getTransports() } : {};
  return { id, rawId: encoded(rawId), type, response: { ...Object.fromEntries(parts), ...transports } };
}

async function post(address, body = {}) {
  const headers = { "Content-Type": "application/json" };
  const language = document.documentElement.lang;
  const answer = await fetch(`${address}?locale=${language}`, { method: "POST", headers, body: JSON.stringify(body) });
  const { data, error } = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(error.message), { code: error.code });
  return data;
}

/** A button that makes a passkey or shows one. `sentences` are for what the browser itself refuses. */
export function PasskeyButton({ act, address, extra, label, stepUp, sentences, onDone, className }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const press = async ({ currentTarget }) => {
    if (!window.PublicKeyCredential) return setProblem(sentences.unsupported);
    setBusy(true);
    setProblem("");
    const name = currentTarget.closest("form")?.elements.namedItem("name")?.value;
    try {
      const { options } = await post(`${address}/options`);
      const credential = await navigator.credentials[act]({ publicKey: asOptions(options) });
      const said = await post(address, { ...extra, ...(act === "create" && { name }), credential: asJson(credential) });
      if (act === "get") return window.location.assign(said.location);
      onDone?.();
    } catch (fault) {
      if (fault.code === "STEP_UP_REQUIRED" && stepUp) return window.location.assign(stepUp);
      const known = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" }[fault.name];
      setProblem(sentences[known] ?? (typeof fault.code === "string" ? fault.message : sentences.failed));
    }
    setBusy(false);
  };
  const turning = busy && h("span", { className: "turning", "aria-hidden": "true" });
  return h(
    "div",
    { className: "grid gap-3" },
    h("div", { role: "alert" }, problem && h("p", { className: "notice tone-failed" }, problem)),
    h("div", null, h("button", { type: "button", className, disabled: busy, "aria-busy": busy, onClick: press }, turning, label)),
  );
}

/** A secret that the server tells once (`_reveal`): a QR code, words to type, codes to keep. Gone when `open` ends. */
export function Revealed({ place, open, labels }) {
  const [told, setTold] = useState(null);
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    const hear = ({ detail }) => {
      if (detail.place !== place) return;
      setTold(detail);
      setCopied(false);
    };
    window.addEventListener("hub:reveal", hear);
    return () => window.removeEventListener("hub:reveal", hear);
  }, [place]);
  useEffect(() => {
    if (!open) setTold(null);
  }, [open]);
  if (!open || !told) return null;

  const { image, lines } = told;
  const text = lines.join("\n");
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  const keep = () => {
    const address = URL.createObjectURL(new Blob([text + "\n"], { type: "text/plain" }));
    Object.assign(document.createElement("a"), { href: address, download: labels.file }).click();
    URL.revokeObjectURL(address);
  };
  const button = (label, onClick) => h("button", { type: "button", className: "button button-secondary", onClick }, label);
  return h(
    "div",
    { className: "grid gap-4 justify-items-start" },
    image && h("img", { src: image, alt: labels.image, width: 208, height: 208 }),
    h(
      "ol",
      { className: "grid gap-x-8 gap-y-1 font-medium tabular-nums sm:grid-cols-2" },
      lines.map((line) => h("li", { key: line, className: "break-words" }, line)),
    ),
    h(
      "div",
      { className: "flex flex-wrap items-center gap-3" },
      button(copied ? labels.copied : labels.copy, copy),
      labels.file && button(labels.keep, keep),
    ),
  );
}
