/* Moves rows of an ordered group: by two buttons in each row, by Alt + arrow keys, by dragging its handle.
   Without this script the numbers are typed. What is posted is the number in each row, with or without it. */
const NUMBER = "input[data-order]";

function rowsOf(group) {
  return [...group.querySelectorAll("tr.form-row, .inline-related:not(.tabular)")].filter(
    (row) => row.querySelector(NUMBER) && !row.classList.contains("empty-form"),
  );
}

function renumber(group) {
  rowsOf(group).forEach((row, index) => {
    const input = row.querySelector(NUMBER);
    if (Number(input.value) !== index + 1) {
      input.value = index + 1;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

function sayWhere(group, row) {
  let live = group.querySelector(".order-live");
  if (!live) {
    live = document.createElement("p");
    live.className = "order-live visually-hidden";
    live.setAttribute("role", "status");
    group.append(live);
  }
  const rows = rowsOf(group);
  live.textContent = `${rows.indexOf(row) + 1} / ${rows.length}`;
}

function move(group, row, step) {
  const rows = rowsOf(group);
  const target = rows[rows.indexOf(row) + step];
  if (!target) return;
  if (step < 0) target.before(row);
  else target.after(row);
  renumber(group);
  sayWhere(group, row);
}

function button(label, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "order-button";
  made.textContent = sign;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", () => {
    act();
    made.focus();
  });
  return made;
}

function equip(group, row) {
  const input = row.querySelector(NUMBER);
  if (!input || row.querySelector(".order-tools")) return;
  const tools = document.createElement("span");
  tools.className = "order-tools";
  const handle = document.createElement("span");
  handle.className = "order-handle";
  handle.textContent = "⠿";
  handle.title = gettext("Drag to move");
  handle.setAttribute("aria-hidden", "true");
  handle.addEventListener("pointerdown", () => row.setAttribute("draggable", "true"));
  tools.append(
    handle,
    button(gettext("Move up"), "↑", () => move(group, row, -1)),
    button(gettext("Move down"), "↓", () => move(group, row, 1)),
  );
  input.after(tools);
  input.addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    move(group, row, event.key === "ArrowUp" ? -1 : 1);
    input.focus();
  });
  row.addEventListener("dragstart", (event) => {
    group.dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    row.classList.add("order-dragged");
  });
  row.addEventListener("dragover", (event) => {
    const dragged = group.dragged;
    if (!dragged || dragged === row) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) row.before(dragged);
    else row.after(dragged);
  });
  row.addEventListener("dragend", () => {
    row.removeAttribute("draggable");
    row.classList.remove("order-dragged");
    group.dragged = undefined;
    renumber(group);
  });
}

for (const group of document.querySelectorAll(".inline-group")) {
  if (!group.querySelector(NUMBER)) continue;
  rowsOf(group).forEach((row) => equip(group, row));
}
document.addEventListener("formset:added", (event) => {
  const group = event.target.closest(".inline-group");
  const input = event.target.querySelector?.(NUMBER);
  if (!group || !input) return;
  input.value = rowsOf(group).length;
  event.target.querySelector(".order-tools")?.remove();
  equip(group, event.target);
});
