// The short comparison: a button puts its rows on the clipboard, as a table in Markdown.

import { copyText, find, startAll } from "../dom.mjs";
import { markdown } from "./export.mjs";

/** @param {HTMLElement} root */
function setUp(root) {
  const status = find(root, "[data-status]");
  const { copied = "", notCopied = "" } = status.dataset;
  find(root, "[data-copy]").addEventListener("click", async () => {
    const [head, ...rows] = [...root.querySelectorAll("tr")].map(readRow);
    const origin = `From <${location.href.split(/[?#]/)[0]}>`;
    status.textContent = (await copyText(markdown({ head, rows }, origin))) ? copied : notCopied;
  });
}

/** @param {HTMLTableRowElement} row */
function readRow(row) {
  return [...row.cells].map((cell) => (cell.textContent ?? "").trim());
}

startAll("short-comparison", setUp);
