// Notes on sources that have a page of their own come here once this page is there: then a number
// opens its note, and paper has them at the end. Without this script a number is a link to its note.

import { el } from "./dom.mjs";

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
  for (const note of notes.children) note.setAttribute("popover", "");
  place.replaceWith(notes);
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
