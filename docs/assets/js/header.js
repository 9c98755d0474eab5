/* The header's buttons. The theme opens its menu and search by hidden checkboxes, which a keyboard
   cannot reach; here each has buttons that say whether it is open, and take the focus back.

   On the published site this script waits for the first paint; who presses a button meanwhile is
   heard by the loader. The theme's script waits in a template until a part that it serves comes into
   view; that of the search until the search is opened. */
(() => {
  const [drawer, finder] = ["__drawer", "__search"].map(
    (id) => /** @type {HTMLInputElement} */ (document.getElementById(id)),
  );

  /**
   * @template {HTMLElement} [E=HTMLElement]
   * @param {string} selector
   * @returns {NodeListOf<E>}
   */
  const all = (selector) => document.querySelectorAll(selector);

  /** @type {HTMLElement | undefined} */
  let opener;

  /** @param {Event} event */
  const targetOf = ({ target }) => /** @type {HTMLElement} */ (target);

  /** What waits; nothing while the page arrives, and in the preview. */
  const late = () => /** @type {HTMLTemplateElement | undefined} */ (all("#late")[0])?.content;

  /** Load what waits; twice is harmless, since a template gives its parts away. */
  function load() {
    const waiting = late();
    if (waiting) document.body.append(waiting);
  }

  /** Close the menu; returns whether it was open. */
  function close() {
    const open = drawer.checked;
    if (open) drawer.click();
    return open;
  }

  /** @param {Event} event */
  function click(event) {
    const target = targetOf(event);
    /** @type {HTMLElement | null} */
    const button = target.closest("[data-toggles], [data-closes]");
    if (target.closest("#site-menu a")) close();
    // A link to a page for readers without a script; with one the tool takes the answer.
    /** @type {HTMLAnchorElement | null} */
    const link = target.closest("a[data-tool]");
    if (link) link.href = link.dataset.tool ?? "";
    if (!button) return;
    const { toggles, closes } = button.dataset;
    if (toggles) opener = button;
    // Of the buttons that stand in the open menu, none is there to take the focus back.
    if (toggles === finder.id && close()) opener = all("[data-toggles=__drawer]")[0];
    document.getElementById(toggles ?? closes ?? "")?.click();
  }

  /** @param {HTMLInputElement} box */
  function change(box) {
    const open = box.checked;
    if (box === drawer) {
      for (const part of all(".md-skip, .md-content, .soc-sidebar, .soc-footer")) part.inert = open;
    }
    if (box === finder) search(open);
    for (const button of all(`[data-toggles="${box.id}"]`)) {
      button.setAttribute("aria-expanded", String(open));
    }
  }

  /** Load what a search needs; twice is harmless, too. */
  function loadSearch() {
    load();
    /** @type {NodeListOf<HTMLTemplateElement>} */
    const waiting = all("template[data-on-search]");
    for (const { content } of waiting) document.body.append(content);
  }

  /** @param {Element | null} part */
  const inSearch = (part) => part?.closest("#site-search");

  /** @param {boolean} open */
  function search(open) {
    const active = document.activeElement;
    if (open) {
      loadSearch();
      all("[name=query]")[0].focus();
    } else if (active === document.body || inSearch(active)) opener?.focus();
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key !== "Escape") return;
    if (close()) opener?.focus();
    if (finder.checked) finder.click();
  }

  /** Do what had to wait for the rest of the page. */
  function ready() {
    for (const box of [drawer, finder]) if (box.checked) change(box);
    // The contents that follow the reader, and code with its copy button; told after the first paint.
    const watch = new IntersectionObserver((parts) => {
      if (parts.some((part) => part.isIntersecting)) load();
    });
    for (const part of all(".soc-contents, pre code")) watch.observe(part);
    if (/[?&]q=/.test(location.search) && !finder.checked) finder.click(); // a search in a link
    all(".md-dialog")[0]?.setAttribute("role", "status");
  }

  // On paper all is open. A browser that knows the part that closes is told by style.
  if (!CSS.supports("selector(::details-content)")) {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    let closed;
    addEventListener("beforeprint", () => {
      closed = all("details:not([open])");
      for (const part of closed) part.open = true;
    });
    addEventListener("afterprint", () => {
      for (const part of closed) part.open = false;
    });
  }
  document.addEventListener("click", click);
  document.addEventListener("change", (event) => {
    change(/** @type {HTMLInputElement} */ (event.target));
  });
  document.addEventListener("keydown", key);
  document.addEventListener("focusin", (event) => {
    const target = targetOf(event);
    if (finder.checked && !inSearch(target)) finder.click();
    // A note that the focus has left would lie over what has it.
    for (const note of all("[popover]")) {
      if (!note.contains(target) && target.getAttribute("popovertarget") !== note.id) {
        note.hidePopover?.();
      }
    }
  });
  if (document.readyState !== "loading") ready();
  else document.addEventListener("DOMContentLoaded", ready, { once: true }); // the theme's late script sends it again
  // A wider window has no menu button; what the menu hid must not stay inert.
  matchMedia("(min-width: 56em)").addEventListener("change", close);
})();
