/* Where a link of the quality report leads: opens the group around the field and puts the cursor there. */
function jump() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target) return;
  for (let at = target.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
  for (const old of document.querySelectorAll(".jumped")) old.classList.remove("jumped");
  target.classList.add("jumped");
  target.scrollIntoView({ block: "center" });
  const field = target.matches("input, select, textarea") ? target : target.querySelector("summary, input, select, textarea");
  field?.focus({ preventScroll: true });
}
addEventListener("hashchange", jump);
jump();
