// The decision tool on its page: one question at a time, then the result.
// The query string is the whole state; without this script the page's sections and tables serve.

import { copyText, download, el } from "../dom.mjs";
import { decide } from "./engine.mjs";
import { notices, readQuery, writeQuery } from "./query.mjs";
import { brief, customerEmail, describe, mailto } from "./texts.mjs";

const BRIEF = "soc-report-brief.md";
const started = new WeakSet();

/** Start every tool below `scope`; starting one twice does nothing. */
export function init(scope = document) {
  for (const root of scope.querySelectorAll('[data-module="decision-tool"]')) {
    if (started.has(root)) continue;
    started.add(root);
    start(root);
  }
}

function start(root) {
  const model = JSON.parse(root.querySelector("[data-model]").textContent);
  const tool = {
    root,
    model,
    base: root.dataset.base,
    title: document.title,
    query: location.search,
  };
  const target = document.getElementById(location.hash.slice(1));
  // A link to one of the sections without a script still shows it.
  if (!root.querySelector("[data-tree]").contains(target)) {
    for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
  }
  root.addEventListener("click", (event) => click(tool, event));
  root.addEventListener("submit", (event) => submit(tool, event));
  window.addEventListener("popstate", () => {
    if (location.search === tool.query) return; // only the part after # has changed
    tool.query = location.search;
    show(tool, true);
  });
  const state = show(tool, false);
  if (target) target.scrollIntoView();
  else if (Object.keys(state.answers).length > 0) heading(tool).focus();
}

/** Draw the state of the address: a question that is open, or else the result. */
function show(tool, focus) {
  const { root, model } = tool;
  const state = readQuery(model, tool.query);
  const result = decide(model, state.answers);
  const question = model.questions.find(({ id }) => id === (state.change ?? result.open[0]));
  const said = notices(model, state).map((text) => el("p", {}, text));
  root.querySelector("[data-notice]").replaceChildren(...said);
  const parts = [question ? questionCard(tool, state, question) : resultCard(tool, result)];
  if (Object.keys(state.answers).length > 0) parts.push(answerList(tool, result));
  Object.assign(tool, { state, question, result });
  root.querySelector("[data-stage]").replaceChildren(...parts);
  document.title = `${heading(tool).textContent} – ${tool.title}`;
  if (focus) heading(tool).focus();
  return state;
}

const heading = ({ root }) => root.querySelector("[data-stage] [data-heading]");

function go(tool, query) {
  history.pushState(null, "", query);
  tool.query = location.search;
  show(tool, true);
}

function questionCard(tool, { answers }, { id, ask, why, find_out, options }) {
  const rows = options.map((option, at) => {
    const box = el("input", { type: "radio", name: id, value: option.id, id: `soc-tool-${at}` });
    box.checked = answers[id] === option.id;
    const row = el(
      "div",
      { class: "soc-tool__option" },
      box,
      el("label", { for: box.id }, option.label),
    );
    if (option.example) {
      box.setAttribute("aria-describedby", `${box.id}-example`);
      row.append(el("p", { class: "soc-tool__example", id: `${box.id}-example` }, option.example));
    }
    return row;
  });
  return card(tool, "question", {
    ask,
    why,
    findOut: find_out,
    options: rows,
    ...back(tool, answers, id),
  });
}

/** The link back: to the last question before this one that was answered. */
function back({ model }, answers, id = null) {
  const asked = model.questions.map((question) => question.id);
  const before = asked
    .slice(0, id ? asked.indexOf(id) : asked.length)
    .filter((name) => name in answers);
  if (before.length === 0) return { back: null };
  return { backLink: { href: writeQuery(model, answers, before.at(-1)) } };
}

function answerList(tool, result) {
  const { model } = tool;
  return card(tool, "answers", {
    again: { href: location.pathname },
    answers: describe(model, result).answers.flatMap(({ id, ask, label }) => [
      el("dt", {}, ask),
      el(
        "dd",
        {},
        label,
        " ",
        el(
          "a",
          { href: writeQuery(model, result.answers, id) },
          "Change",
          el("span", { class: "visually-hidden" }, ` the answer to: ${ask}`),
        ),
      ),
    ]),
  });
}

function resultCard(tool, result) {
  const { model, base } = tool;
  const words = describe(model, result);
  const mail = customerEmail(model, result.answers);
  const said = ({ text, sources }) => [text, " ", marks(tool, sources)];
  const section = card(tool, "result", {
    headline: words.headline,
    summaries: words.summaries.map(({ summary }) => el("p", {}, ...said(summary))),
    because: words.because.map((reason) => el("li", {}, ...said(reason))),
    decidedBy: words.decidedBy.flatMap(({ ask, label }) => [
      el("dt", {}, ask),
      el("dd", {}, label),
    ]),
    unsure: words.unsure.map(({ ask, find_out }) =>
      el("li", {}, el("strong", {}, ask), ` ${find_out}`),
    ),
    steps: words.steps.map(({ text, page }) =>
      el("li", {}, text, ...(page ? [" ", more(base + page, text)] : [])),
    ),
    changes: words.changes.map(({ ask, answers }) =>
      el(
        "li",
        {},
        ask,
        " ",
        el(
          "ul",
          {},
          ...answers.map((other) =>
            el(
              "li",
              {},
              el("strong", {}, other.label),
              ": ",
              el("a", { href: writeQuery(model, other.answers) }, other.then),
              " ",
            ),
          ),
        ),
      ),
    ),
    sources: words.sources.map(({ id, title, publisher }) =>
      el("li", {}, marks(tool, [id]), ` ${title}, ${publisher}`),
    ),
    stamp: `Decision model version ${result.model_version}, ${today()}. ${link(tool, result.answers)}`,
    quotes: { href: `${base}quotes/${writeQuery(model, result.answers)}` },
    email: `Subject: ${mail.subject}\n\n${mail.body}`,
    mailto: { href: mailto(mail) },
    mail: result.report === "ask" ? { open: "" } : {},
    ...back(tool, result.answers),
  });
  const held = {
    report: result.report,
    type: result.type,
    "add-soc-3": result.add_soc_3,
    "model-version": result.model_version,
  };
  for (const [name, value] of Object.entries(held)) section.setAttribute(`data-${name}`, value);
  return section;
}

function more(href, about) {
  return el(
    "a",
    { href, class: "soc-tool__more" },
    "More",
    el("span", { class: "visually-hidden" }, ` on: ${about}`),
  );
}

function marks({ model, base }, ids) {
  const links = ids.map((id) =>
    el(
      "a",
      {
        class: "src__mark",
        href: `${base}sources/#${id.toLowerCase()}`,
        "aria-label": `Source ${id}, ${model.sources[id].publisher}: ${model.sources[id].title}`,
      },
      id,
    ),
  );
  return el("span", { class: "src" }, ...links.flatMap((mark) => [mark, " "]));
}

/** A copy of a template with its slots filled: text, attributes, nodes; null removes the slot. */
function card({ root }, name, values) {
  const copy = root.querySelector(`[data-template="${name}"]`).content.cloneNode(true);
  for (const [slot, value] of Object.entries(values)) {
    const place = copy.querySelector(`[data-slot="${slot}"]`);
    if (value === null) place.remove();
    else if (typeof value === "string") place.textContent = value;
    else if (Array.isArray(value)) {
      place.replaceChildren(...value);
      if (value.length === 0) place.closest("[data-part]")?.remove();
    } else for (const [key, text] of Object.entries(value)) place.setAttribute(key, text);
  }
  return copy.firstElementChild;
}

function click(tool, event) {
  const target = event.target.closest("a, button");
  if (
    !target ||
    event.button !== 0 ||
    event.ctrlKey ||
    event.metaKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  if (target.dataset.action) return act(tool, target.dataset.action);
  if (
    target.matches("[data-stage] a[href]") &&
    target.pathname === location.pathname &&
    target.origin === location.origin &&
    !target.hash
  ) {
    event.preventDefault();
    go(tool, target.href);
  }
}

function submit(tool, event) {
  event.preventDefault();
  const { root, model, state, question } = tool;
  const chosen = event.target.querySelector("input:checked");
  if (chosen)
    return go(
      tool,
      location.pathname + writeQuery(model, { ...state.answers, [question.id]: chosen.value }),
    );
  root.querySelector("[data-error]").textContent = "Select an answer to go on.";
  event.target.querySelector("fieldset").setAttribute("aria-invalid", "true");
  return event.target.querySelector("input").focus();
}

async function act(tool, action) {
  const { root, model, result, base } = tool;
  const address = link(tool, result.answers);
  const done = (text) => {
    root.querySelector("[data-done]").textContent = text;
  };
  if (action === "print") return window.print();
  if (action === "download") {
    const text = brief(model, result, {
      link: address,
      home: new URL(base, location.href),
      date: today(),
    });
    download(BRIEF, text, "text/markdown");
    return done(`Downloaded as ${BRIEF}.`);
  }
  const text =
    action === "copyLink" ? address : root.querySelector('[data-slot="email"]').textContent;
  done((await copyText(text)) ? "Copied." : `Copying did not work. Please copy this: ${text}`);
}

function link({ model }, answers) {
  return new URL(location.pathname + writeQuery(model, answers), location.href).href;
}

/** The day in the reader's own time zone, as YYYY-MM-DD. */
function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

if (typeof document !== "undefined") init();
