// Filter of the scenarios page: words and result, kept in the query string.

/** Text without accents and capitals, as people search. */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** {words, result, unknown} of a query; a result that is not offered is handed back as unknown. */
export function parse(query, offered) {
  const given = new URLSearchParams(query);
  const result = given.get("result") ?? "";
  const known = offered.includes(result);
  return {
    words: given.get("words") ?? "",
    result: known ? result : "",
    unknown: known ? "" : result,
  };
}

/** The query of a state, "?…" or ""; keys that are not ours stay as they are. */
export function format(query, state) {
  const params = new URLSearchParams(query);
  for (const key of ["words", "result"]) {
    params.delete(key);
    if (state[key].trim()) params.set(key, state[key].trim());
  }
  return params.size ? `?${params}` : "";
}

/** Whether a scenario {text, results} is shown: it has the result and every word. */
export function matches({ text, results }, { words, result }) {
  return (
    (!result || results.includes(result)) &&
    fold(words)
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}

function init(root) {
  if (root.dataset.ready) return;
  root.dataset.ready = "yes";
  const form = root.querySelector("form");
  const { words, result } = form.elements;
  const offered = [...result.options].map(({ value }) => value);
  const scenarios = [...root.querySelectorAll("[data-scenario]")].map((element) => ({
    element,
    text: fold(element.textContent),
    results: element.dataset.results.split(" "),
  }));

  function show(state) {
    const found = scenarios.filter((scenario) => matches(scenario, state));
    for (const scenario of scenarios) scenario.element.hidden = !found.includes(scenario);
    for (const group of root.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-scenario]:not([hidden])");
    }
    root.classList.toggle("scn--filtered", found.length < scenarios.length);
    root.querySelector("[data-status]").textContent =
      (state.unknown ? `The link names a result that is not known (“${state.unknown}”). ` : "") +
      (found.length
        ? `${found.length} of ${scenarios.length} scenarios shown.`
        : "No scenario fits. Try fewer words.");
  }

  function restore() {
    const state = parse(location.search, offered);
    words.value = state.words;
    result.value = state.result;
    show(state);
  }

  // Back takes a choice back; the letters of a word are no steps of their own.
  function change(method) {
    const state = { words: words.value, result: result.value };
    const query = format(location.search, state);
    if (query !== location.search) history[method](null, "", location.pathname + query);
    show(state);
  }

  words.addEventListener("input", () => change("replaceState"));
  result.addEventListener("change", () => change("pushState"));
  form.addEventListener("reset", () => setTimeout(change, 0, "pushState"));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", restore);
  form.hidden = false;
  restore();
}

globalThis.document?.querySelectorAll('[data-module="scenarios"]').forEach(init);
