/* Remembers what was ticked on cards and offers to compare it. Without this script each card links to the comparison. */
const STORE = "parkbridge.compare";
const KINDS = ["park", "space"];
const UNITS = ["area", "money"]; // which the page shows spaces in

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE)) ?? {};
    return Object.fromEntries(KINDS.map((kind) => [kind, Array.isArray(kept[kind]) ? kept[kind].map(String) : []]));
  } catch {
    return { park: [], space: [] }; // storage is switched off, or holds something else
  }
}

function write(chosen) {
  try {
    localStorage.setItem(STORE, JSON.stringify(chosen));
  } catch {
    return; // the choice then lasts as long as the page
  }
}

function named(link) {
  const query = new URL(link.href, location.href).searchParams;
  const kind = KINDS.find((name) => query.get(name));
  return kind ? { kind, key: query.get(kind) } : null;
}

function toButton(link) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.append(...link.childNodes);
  link.replaceWith(button);
  return button;
}

/** What the address of a comparison says: what is compared, and spaces in the units of this page. */
function compared(kind, keys) {
  const here = new URLSearchParams(location.search);
  const units = kind === "space" ? UNITS.filter((name) => here.get(name)).map((name) => [name, here.get(name)]) : [];
  return new URLSearchParams([...keys.map((key) => [kind, key]), ...units]);
}

/** The tray and the buttons show what is chosen now. */
function show(chosen, tray, buttons, words = "") {
  for (const { button, kind, key } of buttons) button.setAttribute("aria-pressed", chosen[kind].includes(key));
  for (const door of tray.querySelectorAll("[data-kind]")) {
    const keys = chosen[door.dataset.kind];
    door.hidden = keys.length === 0;
    door.querySelector("span").textContent = keys.length;
    const address = new URL(door.href);
    address.search = compared(door.dataset.kind, keys);
    door.href = address;
  }
  tray.querySelector("[role=status]").textContent = words;
  tray.hidden = KINDS.every((kind) => chosen[kind].length === 0);
}

function start(template) {
  const tray = template.content.firstElementChild.cloneNode(true);
  const most = Number(template.dataset.most);
  let chosen = read();
  const buttons = [];
  for (const link of document.querySelectorAll("a.card__compare")) {
    const thing = named(link);
    if (thing) buttons.push({ ...thing, button: toButton(link) });
  }
  const keep = (next, words) => {
    chosen = next;
    write(chosen);
    show(chosen, tray, buttons, words);
  };
  for (const { button, kind, key } of buttons) {
    button.addEventListener("click", () => {
      const keys = chosen[kind];
      const rest = keys.filter((other) => other !== key);
      if (rest.length === keys.length && keys.length >= most) show(chosen, tray, buttons, template.dataset.full);
      else keep({ ...chosen, [kind]: rest.length < keys.length ? rest : [...keys, key] });
    });
  }
  tray.querySelector("button").addEventListener("click", () => keep({ park: [], space: [] }));
  window.addEventListener("storage", () => show((chosen = read()), tray, buttons));
  document.getElementById("main").append(tray);
  show(chosen, tray, buttons);
}

const shown = document.querySelector("[data-compared]");
const template = document.getElementById("compare-tray");
if (shown?.dataset.keys.trim()) {
  // The page shows what is compared; what was added or taken out there counts from now on.
  write({ ...read(), [shown.dataset.compared]: shown.dataset.keys.trim().split(/\s+/) });
} else if (template) {
  start(template);
}
