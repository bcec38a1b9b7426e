/* A preview below each box whose text has a form. The server makes it, with the same code that saves. */
for (const box of document.querySelectorAll("textarea[data-rich]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = gettext("Preview");
  const shown = document.createElement("div");
  shown.className = "rich-preview";
  shown.setAttribute("role", "status");
  shown.hidden = true;
  box.after(button, shown);
  button.addEventListener("click", async () => {
    const body = new URLSearchParams({
      text: box.value,
      csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value,
    });
    const answer = await fetch(box.dataset.rich, { method: "POST", body, credentials: "same-origin" });
    shown.hidden = false;
    if (answer.ok) shown.innerHTML = await answer.text();
    else shown.textContent = gettext("The preview could not be made. Your text is still here.");
  });
}
