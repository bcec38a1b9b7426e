/* Asks the browser for a passkey, puts its answer into the form and sends it. Without this script a code does the same. */
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The options as the browser wants them: what the server wrote as text becomes bytes. */
function read(options) {
  const known = (list) => (list ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
  return options;
}

/** The browser's answer as the server wants it. */
function write(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  const id = toText(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, response, clientExtensionResults: {} });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const box = form.querySelector("[data-passkey-box]");
  const problem = form.querySelector("[data-passkey-problem]");
  const field = form.querySelector("[name=passkey], [name=_confirm_passkey]");
  if (!globalThis.PublicKeyCredential || !box || !field) continue;
  box.hidden = false;
  const start = async () => {
    problem.textContent = "";
    try {
      const publicKey = read(JSON.parse(form.dataset.options));
      const isNew = form.dataset.passkey === "create";
      const credential = await (isNew ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
      field.value = write(credential);
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      problem.textContent = problem.dataset.failed;
    }
  };
  box.querySelector("[data-passkey-start]").addEventListener("click", start);
  if (form.dataset.passkey === "create") {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      start();
    });
  }
}
