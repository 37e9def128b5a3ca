// Pays for a form with some computing (an ALTCHA challenge, PBKDF2), so that sending thousands costs a robot.
import { createElement as h, useEffect, useState } from "react";

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function solve({ nonce, salt, cost, keyLength, keyPrefix }, isWanted) {
  const password = new Uint8Array(20);
  password.set(bytes(nonce));
  const counted = new DataView(password.buffer);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; isWanted(); counter++) {
    counted.setUint32(16, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(derivation, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
  return null;
}

/** A hidden field that holds the proof once it is found; empty until then, and where the browser cannot compute it.
 * A new `round` asks for a new one. */
export function ProofOfWork({ name, address, round }) {
  const [proof, setProof] = useState("");

  useEffect(() => {
    let isWanted = true;
    setProof("");
    const work = async () => {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok || !window.crypto?.subtle) return;
      const challenge = (await answer.json()).data;
      const solution = await solve(challenge.parameters, () => isWanted);
      if (solution && isWanted) setProof(btoa(JSON.stringify({ challenge, solution })));
    };
    // Without a proof the form can still be sent: the server lets fewer of those in.
    work().catch(() => {});
    return () => {
      isWanted = false;
    };
  }, [address, round]);

  return h("input", { type: "hidden", name, value: proof, readOnly: true });
}
