// The quotes page takes over the answers of the decision tool, so that nothing is asked twice.

import { decide, quoteFields } from "../decision/engine.mjs";
import { notices, readQuery, writeQuery } from "../decision/query.mjs";
import { el } from "../dom.mjs";

const started = new WeakSet();

/** Start every panel below `scope`; starting one twice does nothing. */
export function init(scope = document) {
  for (const root of scope.querySelectorAll('[data-module="quote-answers"]')) {
    if (started.has(root)) continue;
    started.add(root);
    start(root);
  }
}

function start(root) {
  const model = JSON.parse(root.querySelector("[data-model]").textContent);
  const form = document.querySelector("[data-quote-form]");
  if (!form) return;
  const query = new URLSearchParams(location.search);
  const outright = [...query.keys()].filter((name) => form.elements.namedItem(name));
  for (const name of outright) query.delete(name);
  const state = readQuery(model, query);
  const { answers } = state;
  root
    .querySelector("[data-notice]")
    .append(...notices(model, state).map((text) => el("p", {}, text)));
  if (Object.keys(answers).length === 0) return;
  for (const [name, value] of Object.entries(quoteFields(model, decide(model, answers)))) {
    // What somebody has chosen, or the address says outright, stays.
    if (!outright.includes(name) && !form.elements[name].value) form.elements[name].value = value;
  }
  const back = root.querySelector("[data-back]");
  back.href += writeQuery(model, answers);
  root.querySelector("[data-answers]").replaceChildren(
    ...Object.entries(answers).map(([id, value]) => {
      const question = model.questions.find((item) => item.id === id);
      return el(
        "li",
        {},
        `${question.short}: ${question.options.find((option) => option.id === value).label}`,
      );
    }),
  );
  root.querySelector("[data-panel]").hidden = false;
}

if (typeof document !== "undefined") init();
