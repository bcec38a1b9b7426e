/* Solves the puzzle of the page “one more step” and sends its form. Without this script the button sends it unsolved. */
const form = document.getElementById("proof-form");
const status = form.querySelector("[data-status]");
const challenge = JSON.parse(form.dataset.challenge);
const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
const TOLD_EVERY = 32; // tries

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The key that this counter leads to; the browser's own code does the work and leaves the page alive. */
async function derive(counter) {
  const prefix = bytes(nonce);
  const password = new Uint8Array(prefix.length + 4);
  password.set(prefix);
  new DataView(password.buffer).setUint32(prefix.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
}

async function solve() {
  for (let counter = 0; ; counter += 1) {
    if (counter % TOLD_EVERY === 0) {
      const percent = Math.round(99 * (1 - Math.exp(-counter / form.dataset.tries)));
      status.textContent = form.dataset.working.replace("{percent}", percent);
    }
    const derivedKey = await derive(counter);
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
}

if (globalThis.crypto?.subtle) {
  const solution = await solve();
  form.elements.proof.value = btoa(JSON.stringify({ challenge, solution }));
  status.textContent = form.dataset.ready;
  form.submit();
} else {
  status.textContent = form.dataset.unable;
}
