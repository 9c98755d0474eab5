// The form for firms: the token that says when somebody began to fill it in. It works without.

import { el, find, startAll } from "./dom.mjs";
import { formToken } from "./quotes/retry.mjs";

const FIELD = "form_token";

/** @param {HTMLElement} root */
function setUp(root) {
  /** @type {HTMLFormElement} */
  const form = find(root, "form[data-firm-form]");
  const token = formToken(new URL("token", form.action).href);
  const add = async () => {
    const value = await token.value();
    if (value) form.append(el("input", { type: "hidden", name: FIELD, value }));
  };
  form.addEventListener("focusin", add, { once: true });
}

startAll("firm-form", setUp);
