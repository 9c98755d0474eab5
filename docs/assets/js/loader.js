/* Loads what the first screen can do without, which waits in templates: once the page is painted, at
   the first touch or key, or at once where the address leads to a choice or a place. A classic script
   within the page: it is all that comes before the paint, beside the colours. */
(() => {
  /** Where somebody pressed last before the script of the header was there. @type {HTMLElement?} */
  let pressed = null;

  /** Do what was asked of the header, now that its script has run. */
  function replay() {
    document.removeEventListener("click", press);
    /** @type {HTMLElement?} */ (pressed?.closest("[data-toggles]"))?.click();
  }

  /** @param {HTMLScriptElement} script */
  function append(script) {
    script.async = false; // in their order
    if (!script.type) {
      // That of the header, the only one that is no module: where it fails, a press asks once more.
      script.onload = replay;
      script.onerror = () => addEventListener("click", () => retry(script), { once: true });
    }
    document.body.append(script);
  }

  /** @param {HTMLScriptElement} failed */
  function retry({ src }) {
    append(Object.assign(document.createElement("script"), { src }));
  }

  /** Load what waits; twice is harmless, since a template gives away what it has. */
  function load() {
    /** @type {NodeListOf<HTMLTemplateElement>} */
    const waiting = document.querySelectorAll("template[data-after-load]");
    for (const { content } of waiting) {
      const script = content.querySelector("script");
      if (script) append(script);
      document.body.append(content);
    }
  }

  /** @param {Event} event */
  function press({ target }) {
    load();
    pressed = /** @type {HTMLElement} */ (target);
  }

  const soon = location.search || location.hash;
  if (soon) load();
  document.addEventListener("click", press);
  document.addEventListener("keydown", load);
  // A page can be loaded before it is painted, which scripts would hold up; and it may never be loaded.
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(load)));
  document.addEventListener("DOMContentLoaded", () => setTimeout(load, soon ? 0 : 3000));
})();
