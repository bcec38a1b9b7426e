// The key “/” goes to the search box of the header, or to the page that has one; unless somebody is typing.
"use strict";

document.addEventListener("keydown", (event) => {
  const box = document.getElementById("find-box");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (!box || typing || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (box.checkVisibility()) {
    box.focus();
    box.select();
  } else {
    document.getElementById("find-door").click();
  }
});
