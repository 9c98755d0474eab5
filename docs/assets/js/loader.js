/* Loads what the first screen can do without, which waits in templates: once the page is painted, at
   the first touch or key, or at once where the address leads to a choice or a place. A classic script
   within the page: it is all that comes before the paint, beside the colours. */
(() => {
  /** Where somebody pressed before the script of the header was there. @type {HTMLElement[]} */
  const pressed = [];

  /** Do what was asked of the header, now that its script, the first of all, has run. */
  function replay() {
    document.removeEventListener("click", press);
    for (const target of pressed.splice(0)) {
      /** @type {HTMLElement | null} */ (target.closest("[data-toggles]"))?.click();
    }
  }

  /** Load what waits, scripts in their order; twice is harmless, since a template gives away what it has. */
  function load() {
    /** @type {NodeListOf<HTMLTemplateElement>} */
    const waiting = document.querySelectorAll("template[data-after-load]");
    for (const { content } of waiting) {
      const script = content.querySelector("script");
      if (script) {
        script.async = false;
        script.onload = replay;
      }
      document.body.append(content);
    }
  }

  /** @param {Event} event */
  function press({ target }) {
    load();
    pressed.push(/** @type {HTMLElement} */ (target));
  }

  const soon = location.search || location.hash;
  if (soon) load();
  document.addEventListener("click", press);
  document.addEventListener("keydown", load);
  // A page can be loaded before it is painted, which scripts would hold up; and it may never be loaded.
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(load)));
  document.addEventListener("DOMContentLoaded", () => setTimeout(load, soon ? 0 : 3000));
})();
