/* Names what Django's search boxes (select2) are built of, by the words that name the field itself.
   Without names a reader of screens hears "combobox" and an empty text box. */
function labelOf(select) {
  const [label] = select.labels || [];
  if (label && !label.id) label.id = `${select.id}_label`;
  return label;
}

function wordsOf(select) {
  const label = labelOf(select);
  return label ? label.textContent.trim().replace(/[:：]$/, "") : select.name;
}

function nameBox(container, select) {
  const box = container.querySelector("[role=combobox]");
  const shown = container.querySelector(".select2-selection__rendered");
  const typed = container.querySelector(".select2-search__field");
  const label = labelOf(select);
  if (!box || !shown) return;
  if (shown.tagName === "UL") {
    shown.setAttribute("role", "presentation");
  } else {
    shown.removeAttribute("role");
    shown.removeAttribute("aria-readonly");
  }
  if (label) box.setAttribute("aria-labelledby", shown.id ? `${label.id} ${shown.id}` : label.id);
  else box.setAttribute("aria-label", wordsOf(select));
  if (typed) typed.setAttribute("aria-label", wordsOf(select));
}

function nameList(container) {
  const list = container.querySelector(".select2-results__options");
  const select = list && document.getElementById(list.id.replace(/^select2-/, "").replace(/-results$/, ""));
  if (!select) return;
  list.setAttribute("aria-label", wordsOf(select));
  const box = select.nextElementSibling?.querySelector("[role=combobox]");
  if (box) box.setAttribute("aria-controls", list.id);
  const typed = container.querySelector(".select2-search__field");
  if (typed) typed.setAttribute("aria-label", wordsOf(select));
}

function nameAll() {
  for (const container of document.querySelectorAll(".select2-container:not([data-named])")) {
    const select = container.previousElementSibling;
    if (select instanceof HTMLSelectElement) {
      container.dataset.named = "";
      nameBox(container, select);
    } else {
      nameList(container);
    }
  }
}

new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
