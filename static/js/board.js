// The board: a dragged card, or Alt with an arrow key, fills in the form of the card and sends it.
"use strict";

(function () {
  const board = document.querySelector(".board");
  if (!board) return;
  let dragged = null;

  function send(card, stage) {
    const form = card.querySelector("form");
    const column = card.closest(".board-column");
    if (!form || !stage || column.dataset.stage === stage) return;
    const choice = form.elements.to; // ends that need a reason are refused there, with the way to it
    choice.value = stage;
    if (choice.value === stage) form.submit();
  }

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".board-card");
    if (dragged) event.dataTransfer.setData("text/plain", dragged.id);
  });
  board.addEventListener("dragend", () => {
    dragged = null;
    board.querySelectorAll(".is-target").forEach((column) => column.classList.remove("is-target"));
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest(".board-column");
    if (!dragged || !column) return;
    event.preventDefault();
    board.querySelectorAll(".is-target").forEach((other) => other.classList.remove("is-target"));
    column.classList.add("is-target");
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest(".board-column");
    if (!dragged || !column) return;
    event.preventDefault();
    send(dragged, column.dataset.stage);
  });

  board.addEventListener("keydown", (event) => {
    const card = event.target.closest(".board-card");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!card || !event.altKey || !step) return;
    const columns = Array.from(board.querySelectorAll(".board-column"));
    const next = columns[columns.indexOf(card.closest(".board-column")) + step];
    event.preventDefault();
    if (next) send(card, next.dataset.stage);
  });

  const refusal = document.getElementById("refusal");
  if (refusal) refusal.focus();
})();
