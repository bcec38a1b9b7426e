/* Shows how far a background job is. Without this script the page is loaded again by hand, or by itself. */
const EVERY = 2000;
for (const box of document.querySelectorAll("[data-job]")) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-job-words]");
  const label = box.querySelector("[data-job-label]");
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const now = await answer.json();
      if (now.over) {
        window.location.reload();
        return;
      }
      label.textContent = now.label;
      if (now.percent !== null) bar.value = now.percent;
      if (now.total) words.textContent = `${now.done} / ${now.total}`;
    } catch {
      /* the network is away for a moment: the next look tells */
    }
    window.setTimeout(look, EVERY);
  };
  window.setTimeout(look, EVERY);
}
