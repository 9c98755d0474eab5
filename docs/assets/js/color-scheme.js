/* The colours that the reader chose, else those of the system, before anything is painted and when
   the system changes them. A classic script: a module would come too late. */
{
  // As the theme calls them, in the order of the palette in mkdocs.yml.
  const SCHEMES = ["default", "slate"];
  /** What the theme's own inline script defines: what is kept for the next page. */
  const { __md_get: read, __md_set: write } = /** @type {any} */ (window);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  /** Of the scheme that the reader chose. @type {number | undefined} */
  let chosen;

  const show = () => {
    document.body.dataset.mdColorScheme = SCHEMES[chosen ?? Number(dark.matches)];
  };

  document.documentElement.className = "js";
  try {
    const { index } = read("__palette") ?? {};
    if (index in SCHEMES) chosen = index;
  } catch {
    // Nothing may be kept here. The scripts after this one go on.
  }
  show();
  dark.addEventListener("change", show);
  document.addEventListener("click", ({ target }) => {
    /** @type {HTMLElement | null} */
    const button = /** @type {HTMLElement} */ (target).closest("[data-palette]");
    if (!button) return;
    chosen = SCHEMES.indexOf(button.dataset.palette ?? "");
    show();
    // The one that was pressed is gone.
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = document.querySelectorAll("[data-palette]");
    for (const other of buttons) if (other !== button) other.focus();
    write("__palette", { index: chosen });
  });
}
