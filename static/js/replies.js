/* Inserts the text of a reply template where the cursor is. Without this script the server does, at the end. */
for (const box of document.querySelectorAll("[data-replies]")) {
  const field = document.getElementById(box.dataset.replies);
  const choice = box.querySelector("select");
  box.querySelector("button").addEventListener("click", (event) => {
    const text = choice.selectedOptions[0]?.dataset.text;
    if (!text || !field) return;
    event.preventDefault();
    const before = field.value.slice(0, field.selectionStart);
    const gap = before && !before.endsWith("\n\n") ? "\n\n" : "";
    field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
}
