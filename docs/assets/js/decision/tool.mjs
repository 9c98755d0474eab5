// The decision tool on its page: one question at a time, then the result.
// The query string is the whole state. Without this script, or where it does not get its model, each
// question and each outcome is a page.

import { copyText, download, el, find, plain, startAll, today } from "../dom.mjs";
import { keep } from "../query-state.mjs";
import { fill } from "../text.mjs";
import { decide, nextQuestion } from "./engine.mjs";
import { loadModel } from "./model.mjs";
import { format, isDay, notices, parse } from "./query.mjs";
import { brief } from "./texts.mjs";
import { questionCard, resultCard } from "./views.mjs";

/**
 * @typedef {import("./engine.mjs").Answers} Answers
 * @typedef {import("./engine.mjs").Question} Question
 */

/**
 * `title` is that of the page as it came, `query` the one shown; the rest is what it led to.
 * @typedef {import("./views.mjs").Place & {title: string, query: string, answers: Answers,
 *   notices: string[], question?: Question, box: Element | null}} Tool
 */

const BRIEF = "soc-report-brief.md";

/** @param {HTMLElement} root */
async function setUp(root) {
  // The page comes with its first question; who has answered it is not to see it again.
  const stage = find(root, "[data-stage]");
  stage.toggleAttribute("data-waiting", location.search.length > 1);
  const model = await loadModel().catch(() => null);
  // A click counts where it is pressed and released on one element, so none may go in between.
  while (stage.matches(":active")) await new Promise(requestAnimationFrame);
  stage.removeAttribute("data-waiting"); // what is not visible cannot take the focus
  if (model) start(root, model);
  // The page of the first question serves without the model, too.
  else document.documentElement.toggleAttribute("data-failed", true);
}

/**
 * @param {HTMLElement} root
 * @param {import("./engine.mjs").Model} model
 */
function start(root, model) {
  const base = root.dataset.base ?? "";
  const query = location.search;
  /** @type {Tool} */
  const tool = {
    root,
    model,
    base,
    title: document.title,
    query,
    box: find(root, ".soc-request-text"),
    ...readState(model, query),
  };
  const target = document.getElementById(location.hash.slice(1));
  // A link to a part of the page that serves without a script still shows it.
  if (!target || target === root) hideWithoutScript();
  /** @type {HTMLAnchorElement | null} The heading that it leads to has given way to the tool. */
  const skip = document.querySelector(".md-skip");
  if (skip) skip.href = `#${root.id}`;
  root.addEventListener("click", (event) => click(tool, event));
  root.addEventListener("submit", (event) => submit(tool, event));
  addEventListener("popstate", () => {
    if (location.search !== tool.query) show(tool); // else only the part after # has changed
  });
  find(document, "h1").remove(); // each card has its own
  const focused = document.activeElement;
  draw(tool);
  keepFocus(root, focused);
  if (target) target.scrollIntoView();
  else if (Object.keys(tool.answers).length > 0) goToTop(tool);
}

/**
 * Who had reached an answer by keyboard before the tool began finds it again by its words.
 * @param {HTMLElement} root
 * @param {Element?} focused
 */
function keepFocus(root, focused) {
  if (!focused || focused.isConnected) return;
  /** @type {NodeListOf<HTMLElement>} */
  const controls = root.querySelectorAll("a, button, summary");
  const same = [...controls].find((one) => one.textContent === focused.textContent);
  same?.focus({ preventScroll: true });
}

function hideWithoutScript() {
  /** @type {NodeListOf<HTMLElement>} */
  const parts = document.querySelectorAll("[data-without-script]");
  for (const part of parts) part.hidden = true;
}

/**
 * What a query leads to: a question that is open, or else the result.
 * @param {import("./engine.mjs").Model} model
 * @param {string} query
 */
function readState(model, query) {
  const state = parse(query, model);
  const { answers, change } = state;
  const again = model.questions.find(({ id }) => id === change);
  const question = again ?? nextQuestion(model, answers);
  return { answers, notices: notices(state, model), question };
}

/** @param {Tool} tool */
function draw(tool) {
  const { root, model, question, answers } = tool;
  const lines = tool.notices.map((text) => el("p", {}, text));
  find(root, "[data-notice]").replaceChildren(...lines);
  const home = location.pathname;
  const card = question
    ? questionCard(tool, question, answers)
    : resultCard(tool, decide(model, answers, today()), {
        link: resultLink(tool),
        date: today(),
        home,
      });
  place(card, find(root, "[data-stage]"), question === model.questions[0] ? tool.box : null);
  const title = plain(heading(tool).textContent ?? "");
  document.title = `${title} – ${tool.title}`;
}

/**
 * Put a card on the stage. The box for what they wrote belongs to the first question, and is the same
 * element all along: where it stands already, all around it is replaced, so that who types in it
 * meanwhile keeps the focus.
 * @param {HTMLElement} card
 * @param {HTMLElement} stage
 * @param {Element | null} box
 */
function place(card, stage, box) {
  if (!box) return stage.replaceChildren(card);
  const form = find(card, "form");
  if (!box.isConnected) {
    form.before(box);
    return stage.replaceChildren(card);
  }
  const parts = Array.from(card.childNodes);
  const at = parts.indexOf(form);
  while (box.previousSibling) box.previousSibling.remove();
  while (box.nextSibling) box.nextSibling.remove();
  box.before(...parts.slice(0, at));
  return box.after(...parts.slice(at));
}

/**
 * Draw what the address says, and go there.
 * @param {Tool} tool
 */
function show(tool) {
  tool.query = location.search;
  Object.assign(tool, readState(tool.model, tool.query));
  draw(tool);
  goToTop(tool);
}

/** @param {Tool} tool */
function goToTop(tool) {
  heading(tool).focus({ preventScroll: true });
  scrollTo(0, 0);
}

/**
 * @param {Tool} tool
 * @param {string} query
 */
function go(tool, query) {
  keep("pushState", query);
  show(tool);
}

/** @param {Tool} tool */
const heading = ({ root }) => find(root, "[data-stage] [data-heading]");

/**
 * @param {Tool} tool
 * @param {MouseEvent} event
 */
function click(tool, event) {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  const element = /** @type {Element} */ (target).closest("a, button");
  if (!element || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return;
  const { action } = /** @type {HTMLElement} */ (element).dataset;
  if (action) act(tool, action, element);
  else if (element instanceof HTMLAnchorElement && staysHere(element)) {
    event.preventDefault();
    go(tool, element.search);
  }
}

/**
 * Whether a link of a card leads to another state of this page.
 * @param {HTMLAnchorElement} link
 */
function staysHere(link) {
  const { pathname, origin } = location;
  const here = link.pathname === pathname && link.origin === origin && !link.hash;
  return here && link.matches("[data-stage] a[href]");
}

/**
 * @param {Tool} tool
 * @param {SubmitEvent} event
 */
function submit(tool, event) {
  event.preventDefault();
  const { model, answers, question } = tool;
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.matches("[data-refine]")) return go(tool, format(refined(model, answers, form), model));
  const { value } = /** @type {HTMLButtonElement} */ (event.submitter ?? {});
  if (question && value) go(tool, format({ ...answers, [question.id]: value }, model));
}

/**
 * The answers with those given on the result; a date counts before a range.
 * @param {import("./engine.mjs").Model} model
 * @param {Answers} answers
 * @param {HTMLFormElement} form
 */
function refined(model, answers, form) {
  const given = new FormData(form);
  const all = { ...answers };
  for (const { id } of model.questions.filter((item) => given.has(item.id))) {
    const day = String(given.get(`${id}-date`) ?? "");
    const value = isDay(day) ? day : String(given.get(id));
    delete all[id];
    if (value) all[id] = value;
  }
  return all;
}

/**
 * @param {Tool} tool
 * @param {string} action
 * @param {Element} pressed what is said of it stands below it
 */
async function act(tool, action, pressed) {
  const { root, model } = tool;
  const { copied, not_copied, downloaded } = model.tool.actions;
  /** @param {string} text */
  const say = (text) => {
    const done = find(root, "[data-done]");
    pressed.closest("p")?.after(done);
    done.textContent = text;
  };
  if (action === "print") return print();
  if (action === "download") {
    downloadBrief(tool);
    return say(fill(downloaded, { file: BRIEF }));
  }
  const part = action === "copyBoss" ? "boss" : "email";
  const shown = find(root, `[data-slot="${part}"]`).textContent ?? "";
  const text = action === "copyLink" ? resultLink(tool) : shown;
  return say((await copyText(text)) ? copied : fill(not_copied, { text }));
}

/** @param {Tool} tool */
function downloadBrief(tool) {
  const { model, answers, base } = tool;
  const result = decide(model, answers, today());
  const home = new URL(base, location.href);
  const text = brief(model, result, { link: resultLink(tool), home, date: today() });
  download(BRIEF, text, "text/markdown");
}

/**
 * The whole address of a result.
 * @param {Tool} tool
 */
function resultLink({ model, answers }) {
  return new URL(location.pathname + format(answers, model), location.href).href;
}

startAll("decision-tool", setUp);
