// Mails to a customer: a button below each puts it on the clipboard.

import { copyText, find, startAll } from "./dom.mjs";

/** @param {HTMLElement} root */
function setUp(root) {
  const mail = find(root, "[data-reply]");
  const status = find(root, "[data-status]");
  const { copied = "", notCopied = "" } = status.dataset;
  find(root, "[data-copy]").addEventListener("click", async () => {
    status.textContent = (await copyText(mail.textContent ?? "")) ? copied : notCopied;
  });
  find(root, "[data-actions]").hidden = false;
}

startAll("reply", setUp);
