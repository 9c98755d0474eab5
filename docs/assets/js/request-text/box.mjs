// The box for a pasted request: what reads the text is loaded once somebody opens it.

import { find, startAll } from "../dom.mjs";

/** @param {HTMLElement} root */
function setUp(root) {
  const said = find(root, "[data-said]");
  let loading = false;
  root.addEventListener("toggle", async () => {
    if (loading || !(/** @type {HTMLDetailsElement} */ (root).open)) return;
    loading = true;
    try {
      const { startReading } = await import("./reading.mjs");
      await startReading(root);
    } catch {
      loading = false; // to be tried when the box is opened again
      said.textContent = said.dataset.failed ?? "";
    }
  });
}

startAll("request-text", setUp);
