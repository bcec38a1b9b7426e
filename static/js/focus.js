/* The focus of a photo: a click on the picture writes the two numbers, which are typed without this script. */
for (const picture of document.querySelectorAll(".focus-picture")) {
  const row = picture.closest("tr, .inline-related");
  const inputs = ["x", "y"].map((axis) => row?.querySelector(`input[data-focus="${axis}"]`));
  if (!inputs.every(Boolean)) continue;
  const spot = document.createElement("span");
  spot.className = "focus-spot";
  spot.setAttribute("aria-hidden", "true");
  picture.append(spot);
  const show = () => {
    const [x, y] = inputs.map((input) => Math.min(1, Math.max(0, Number(input.value === "" ? 0.5 : input.value))));
    spot.style.insetInlineStart = `${x * 100}%`;
    spot.style.insetBlockStart = `${y * 100}%`;
  };
  picture.classList.add("focus-picture--live");
  picture.addEventListener("click", (event) => {
    const box = picture.querySelector("img").getBoundingClientRect();
    const shares = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    inputs.forEach((input, index) => {
      input.value = (Math.round(Math.min(1, Math.max(0, shares[index])) * 20) / 20).toString();
    });
    show();
  });
  for (const input of inputs) input.addEventListener("input", show);
  show();
}
