// Small helpers for the scripts that touch a page.

/**
 * Set up each component of a name, once: `data-ready` marks those that run, also where it takes its
 * time. Without a page nothing happens, so that tests can read a module.
 * @param {string} name what data-module says
 * @param {(root: HTMLElement) => void | Promise<void>} setUp
 */
export function startAll(name, setUp) {
  const waiting = `[data-module="${name}"]:not([data-ready])`;
  /** @type {Iterable<HTMLElement>} */
  const roots = globalThis.document?.querySelectorAll(waiting) ?? [];
  for (const root of roots) {
    const ready = () => {
      root.dataset.ready = "";
    };
    const later = setUp(root);
    if (later) later.then(ready);
    else ready();
  }
}

/**
 * The first element that fits a selector. Templates and tests see to it that there is one.
 * @template {HTMLElement} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E}
 */
export function find(root, selector) {
  return /** @type {E} */ (root.querySelector(selector));
}

/**
 * The data that a page gives its script, in a JSON element with this attribute.
 * @param {ParentNode} root
 * @param {string} attribute
 */
export function readData(root, attribute) {
  return JSON.parse(find(root, `[${attribute}]`).textContent ?? "");
}

/**
 * Put into place what only a script shows: the content of a template, which has a file of its own
 * once the site is published. Rejects where that cannot be had.
 * @param {ParentNode} root
 */
export async function fillIn(root) {
  /** @type {HTMLTemplateElement} */
  const template = find(root, "template[data-apart]");
  if (!template.content.hasChildNodes()) {
    const answer = await fetch(template.dataset.apart ?? "");
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    template.innerHTML = await answer.text();
  }
  template.replaceWith(template.content);
}

/** Let what waits go first, a press or a paint: work after it is a task of its own. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/**
 * A text as it is shown: the number of a report stays with its name, and a dash with the word
 * before it, as on pages that are built.
 * @param {string} text
 */
export const unbroken = (text) =>
  text.replace(/\b(Type|section|[A-Z]{3,4}) (?=\d)| (?=– )/g, "$1\u00a0");

/**
 * A text as it is taken along: what finds or compares it elsewhere knows plain spaces only.
 * @param {string} text
 */
export const plain = (text) => text.replaceAll("\u00a0", " ");

/**
 * A new element: el("a", {href: "#x"}, "text", child).
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {(string | Node)[]} children
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  // What an option says is also taken along, as an answer.
  const kept = tag === "option";
  element.append(...children.map((one) => (kept || typeof one !== "string" ? one : unbroken(one))));
  return element;
}

/** @typedef {string | null | (string | Node)[] | Record<string, string>} Slot */

/**
 * A copy of a template with its slots filled: text, nodes, attributes; null removes the slot. A
 * part whose slot holds no nodes is left out.
 * @param {ParentNode} root
 * @param {string} name
 * @param {Record<string, Slot>} slots
 */
export function fillTemplate(root, name, slots) {
  /** @type {HTMLTemplateElement} */
  const template = find(root, `[data-template="${name}"]`);
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  for (const [slot, value] of Object.entries(slots)) {
    fillSlot(find(copy, `[data-slot="${slot}"]`), value);
  }
  return /** @type {HTMLElement} */ (copy.firstElementChild);
}

/**
 * @param {HTMLElement} place
 * @param {Slot} value
 */
function fillSlot(place, value) {
  if (value === null) place.remove();
  else if (typeof value === "string") place.textContent = unbroken(value);
  else if (Array.isArray(value)) {
    place.replaceChildren(...value);
    if (value.length === 0) place.closest("[data-part]")?.remove();
  } else for (const [name, text] of Object.entries(value)) place.setAttribute(name, text);
}

/**
 * Put a text on the clipboard; resolves to whether that worked.
 * @param {string} text
 */
export async function copyText(text) {
  const copy = plain(text);
  try {
    await navigator.clipboard.writeText(copy);
    return true;
  } catch {
    // No clipboard where a page is served without TLS, or where it was refused.
    const area = el("textarea", { "aria-hidden": "true" });
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    area.value = copy;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
    return copied;
  }
}

/**
 * Offer a text as a file.
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** The day in the reader's own time zone, as YYYY-MM-DD. */
export function today() {
  const now = new Date();
  const local = now.getTime() - now.getTimezoneOffset() * 60_000;
  return new Date(local).toISOString().slice(0, 10);
}
