// Notes on sources that have a page of their own come here once this page is there, and so does what is
// said where sources disagree: then a number opens its note, a question what is said, and paper has the
// notes at the end. Without this script both are links.

import { el, nextTask } from "./dom.mjs";

/** Fetch the notes, if they stand elsewhere, and make a button of each mark that leads there. */
export async function fetchNotes() {
  const place = document.querySelector("[data-notes]");
  const address = place?.querySelector("a")?.href;
  if (!place || !address) return;
  const answer = await fetch(address);
  // Without its styles: the policy of this page knows no others, and says so.
  const text = await answer.text();
  const body = text.slice(text.indexOf("</head>"));
  const elsewhere = new DOMParser().parseFromString(body, "text/html");
  const notes = elsewhere.querySelector(".soc-notes");
  if (!notes) return;
  await nextTask();
  for (const note of notes.children) note.setAttribute("popover", "");
  place.replaceWith(notes);
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const questions = document.querySelectorAll("a[data-dispute]");
  for (const link of questions) {
    /** @type {HTMLDetailsElement | null} */
    const said = elsewhere.querySelector(link.hash);
    if (!said) continue;
    said.open = false;
    link.replaceWith(said);
  }
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const marks = document.querySelectorAll("a.src__mark");
  for (const mark of marks) openHere(mark);
}

/** @param {HTMLAnchorElement} mark */
function openHere(mark) {
  const label = mark.getAttribute("aria-label") ?? "";
  const attributes = { class: "src__mark", type: "button", "aria-label": label };
  const button = el("button", { ...attributes, popovertarget: mark.hash.slice(1) }, mark.text);
  mark.before(button);
  if (document.activeElement === mark) button.focus({ preventScroll: true });
  mark.className = "src__link"; // for browsers that know no popovers
  mark.href = mark.hash;
}
