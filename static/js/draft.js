/* Saves a step of the inquiry while it is filled in. Without this script the buttons save. */
const PAUSE = 2000; // milliseconds without a keystroke
const NEVER = new Set(["consent", "files", "drop", "link_email", "link_remind", "confirm_note"]);
const form = document.querySelector("form[data-draft]");
const note = document.getElementById("saved");
const elsewhere = document.getElementById("elsewhere");
let timer = 0;
let changed = false;
let saving = false;
let stopped = !elsewhere.hidden;

/** One name for this tab, kept while it is open, so that its own late saves are not taken for somebody else's. */
function tab() {
  try {
    const kept = sessionStorage.getItem("parkbridge.tab") ?? `t${Math.random().toString(36).slice(2)}`;
    sessionStorage.setItem("parkbridge.tab", kept);
    return kept;
  } catch {
    return `t${Math.random().toString(36).slice(2)}`; // storage is switched off: the name lasts as long as the page
  }
}

function answers() {
  const pairs = [...new FormData(form)].filter(([name, value]) => !NEVER.has(name) && typeof value === "string");
  return new URLSearchParams([...pairs, ["go", "autosave"]]);
}
function later() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}
/** The first save begins the draft: from then on the page stands under the draft's own address. */
function begin(page) {
  if ("begun" in form.dataset) return;
  form.dataset.begun = "";
  form.action = page;
  history.replaceState(null, "", page);
}

async function save() {
  if (!changed || stopped) return;
  if (saving) return void later();
  saving = true;
  changed = false;
  clearTimeout(timer);
  try {
    const answer = await fetch(form.action, { method: "POST", body: answers(), keepalive: true });
    if (answer.status === 409) {
      stopped = true;
      elsewhere.hidden = false;
      elsewhere.focus();
      note.textContent = note.dataset.lost;
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const { revision, page, doubt } = await answer.json();
    form.elements.revision.value = revision;
    begin(page);
    const hint = document.getElementById("doubt");
    if (hint && hint.textContent !== doubt) hint.textContent = doubt;
    note.textContent = `${note.dataset.saved} ${new Date().toTimeString().slice(0, 5)}`;
  } catch {
    changed = true; // the next keystroke or a button tries again
    note.textContent = note.dataset.lost;
  } finally {
    saving = false;
  }
}

form.elements.tab.value = tab();
form.addEventListener("input", (event) => {
  if (NEVER.has(event.target.name)) return;
  changed = true;
  later();
});
form.addEventListener("submit", () => {
  changed = false; // the page that follows has everything
  clearTimeout(timer);
});
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
window.addEventListener("pageshow", (event) => event.persisted && "begun" in form.dataset && location.reload());
