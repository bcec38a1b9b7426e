/* Suggestions under the search field: a combobox with a list (ARIA 1.2). Without this script the form is sent as it is.
   Up and down choose, Enter opens the chosen page or sends the form, Escape closes, a press opens. */
const WAIT = 150; // milliseconds of rest before the site is asked
const KEPT = 30; // answers remembered

function suggestFor(box) {
  const input = box.querySelector("input");
  const list = document.createElement("ul");
  const told = document.createElement("p");
  const answers = new Map();
  let items = [];
  let chosen = -1;
  let timer = 0;
  let asking = null;

  list.id = `${input.id}-list`;
  list.className = "suggest__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  box.append(list, told);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  function choose(number) {
    chosen = number;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    const option = list.children[chosen];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function optionFor(item, number) {
    const option = document.createElement("li");
    const title = document.createElement("span");
    const about = document.createElement("small");
    option.id = `${list.id}-${number}`;
    option.setAttribute("role", "option");
    title.textContent = item.title;
    title.lang = item.lang;
    about.textContent = [item.label, item.context].filter(Boolean).join(" · ");
    option.append(title, about);
    option.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    option.addEventListener("click", () => location.assign(item.url));
    return option;
  }

  function show(found) {
    items = found.filter((item) => item.url);
    list.replaceChildren(...items.map(optionFor));
    choose(-1);
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(items.length > 0));
    const { one, many } = box.dataset;
    told.textContent = items.length === 1 ? one : items.length ? many.replace("#", items.length) : "";
  }

  async function ask(query) {
    asking?.abort();
    if (!query) {
      close();
      return;
    }
    if (!answers.has(query)) {
      asking = new AbortController();
      try {
        const address = `${box.dataset.suggest}?${new URLSearchParams({ q: query })}`;
        const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        answers.set(query, (await answer.json()).suggestions);
      } catch {
        return; // offline, or overtaken by the next key: the form still works
      }
      if (answers.size > KEPT) answers.delete(answers.keys().next().value);
    }
    if (query === input.value.trim() && document.activeElement === input) show(answers.get(query));
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return; // an input method is still at work
    timer = setTimeout(() => ask(input.value.trim()), WAIT);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(input.value.trim()), WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(items[chosen].url);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && items.length) {
      event.preventDefault();
      if (list.hidden) {
        show(items);
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = items.length + 1; // the field itself lies between the last and the first
      choose(((chosen + 1 + step + places) % places) - 1);
    }
  });
}

document.querySelectorAll("[data-suggest]").forEach(suggestFor);
