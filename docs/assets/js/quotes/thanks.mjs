// The confirmation: what was sent from this tab, and a button that prints.

import { el, find } from "../dom.mjs";
import { readSent } from "./draft.mjs";

/** @param {import("./draft.mjs").Sent} sent */
function showSent({ reference, record }) {
  const asked = new URLSearchParams(location.search).get("reference") ?? "";
  const place = document.querySelector("[data-record]");
  if (!place || asked !== reference) return;
  const lines = record.flatMap(({ label, answer }) => [el("dt", {}, label), el("dd", {}, answer)]);
  place.replaceChildren(...lines);
  find(document, "[data-record-part]").hidden = false;
  // A page that no backend has filled in: what it knows, it knows from this tab.
  const fallback = document.querySelector("[data-reference-fallback]:not([hidden])");
  if (!fallback) return;
  const known = find(document, reference ? "[data-reference]" : "[data-sent]");
  if (reference) find(known, "[data-reference-value]").textContent = reference;
  known.hidden = false;
  fallback.setAttribute("hidden", "");
}

const sent = readSent();
if (sent) showSent(sent);
/** @type {NodeListOf<HTMLElement>} */
const buttons = document.querySelectorAll("[data-print]");
for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
