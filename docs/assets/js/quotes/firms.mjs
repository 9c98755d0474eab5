// The private page: the button says to how many firms it sends; without this, "the firms I ticked".

import { startAll } from "../dom.mjs";

/** @param {HTMLElement} form */
function setUp(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
  const { sendOne = "", sendMany = "" } = button.dataset;
  const plain = button.textContent;
  function count() {
    const ticked = form.querySelectorAll('input[name="firm"]:checked').length;
    const some = ticked === 1 ? sendOne : sendMany.replace("{count}", String(ticked));
    button.textContent = ticked === 0 ? plain : some;
  }
  form.addEventListener("change", count);
  count();
}

startAll("firm-choice", setUp);
