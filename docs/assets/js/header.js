/* The header's buttons. The theme opens its menu and search by hidden checkboxes, which a keyboard
   cannot reach; here each has buttons that say whether it is open, and take the focus back. A
   classic script: a module waits for the whole page, and who touches a button meanwhile would
   touch nothing.

   On the published site the theme's script waits in a template until something needs it: a search,
   or a part that comes into view and that it serves. */
(() => {
  const [drawer, finder] = ["__drawer", "__search"].map((id) => document.getElementById(id));
  const all = (selector) => document.querySelectorAll(selector);
  let opener;

  /** What waits; nothing while the page arrives, and in the preview. */
  const late = () => all("#late")[0]?.content;

  /** Load what waits; twice is harmless, since a template gives its parts away. */
  const load = () => late() && document.body.append(late());

  const close = () => drawer.checked && drawer.click();

  function click({ target }) {
    const button = target.closest("[data-toggles], [data-closes]");
    if (target.closest("#site-menu a")) close();
    if (!button) return;
    const { toggles, closes } = button.dataset;
    if (toggles) opener = button;
    document.getElementById(toggles ?? closes).click();
  }

  function change({ target: box }) {
    const open = box.checked;
    if (box === drawer) {
      for (const part of all(".md-skip, .md-content, .beside, .md-footer")) part.inert = open;
    }
    if (box === finder) search(open);
    for (const button of all(`[data-toggles="${box.id}"]`))
      button.setAttribute("aria-expanded", open);
  }

  const inSearch = (part) => part.closest("#site-search");

  function search(open) {
    const active = document.activeElement;
    if (open) {
      load();
      all("[name=query]")[0].focus();
    } else if (active === document.body || inSearch(active)) opener?.focus();
  }

  function key(event) {
    if (event.key === "Escape") {
      if (close() !== false) opener.focus();
      if (finder.checked) finder.click();
    }
    // The theme closes its search and has no stops among the results; they are to be reached.
    if (event.key === "Tab" && inSearch(event.target)) {
      event.stopPropagation();
      for (const part of all("#site-search [tabindex='-1']")) part.tabIndex = 0;
    }
    // The theme's keys for a search, as long as its script is not there.
    if (
      late()?.firstChild &&
      /^[/fs]$/.test(event.key) &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.target.closest("input, select, textarea")
    ) {
      event.preventDefault();
      finder.click();
    }
  }

  /** Start the scripts that the first screen can do without, in their order; twice is harmless. */
  function wake() {
    for (const { content } of all("template[data-after-load]")) {
      if (content.firstChild) content.firstChild.async = false;
      document.body.append(content);
    }
  }

  /** Do what had to wait for the rest of the page. */
  function ready() {
    for (const box of [drawer, finder]) if (box.checked) change({ target: box });
    // The contents that follow the reader, and code with its copy button; told after the first paint.
    const watch = new IntersectionObserver(
      (parts) => parts.some((part) => part.isIntersecting) && load(),
    );
    for (const part of all(".contents, pre code")) watch.observe(part);
    // Who follows a link to a choice or a row is to see it at once; and a page may never have loaded.
    setTimeout(wake, location.search || location.hash ? 0 : 3000);
    if (/[?&]q=/.test(location.search)) load(); // the theme searches for it
    all(".md-dialog")[0]?.setAttribute("role", "status");
  }

  document.addEventListener("click", click);
  document.addEventListener("change", change);
  document.addEventListener("keydown", key);
  document.addEventListener(
    "focusin",
    ({ target }) => finder.checked && !inSearch(target) && finder.click(),
  );
  document.addEventListener("DOMContentLoaded", ready, { once: true }); // the theme's late script sends it again
  // A page can be loaded before it is painted; the scripts would hold that up.
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(wake)));
  // A wider window has no menu button; what the menu hid must not stay inert.
  matchMedia("(min-width: 76.25em)").addEventListener("change", close);
})();
