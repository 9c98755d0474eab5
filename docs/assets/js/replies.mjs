// Mails to a customer, lines for a superior, answers: a button below each puts it on the clipboard. An
// answer is no mail of its own, so where it comes from goes with it.

import { copyText, find, startAll } from "./dom.mjs";

/** @param {HTMLElement} root */
function setUp(root) {
  const mail = find(root, "[data-reply]");
  const status = find(root, "[data-status]");
  const { copied = "", notCopied = "" } = status.dataset;
  find(root, "[data-copy]").addEventListener("click", async () => {
    const text = mail.textContent ?? "";
    // biome-ignore lint/performance/useDomNodeTextContent: the lines as read, a sentence each
    const lines = mail.innerText.trim().replace(/\s*\n\s*/g, "\n");
    const from = `${lines}\n${location.href.split("#")[0]}`;
    status.textContent = (await copyText("answer" in mail.dataset ? from : text))
      ? copied
      : notCopied;
  });
  find(root, "[data-actions]").hidden = false;
  // Open where it stands beside the result, as the styles have it.
  if ("beside" in root.dataset && matchMedia("(min-width: 56em)").matches) {
    /** @type {HTMLDetailsElement} */ (root).open = true;
  }
}

startAll("reply", setUp);
