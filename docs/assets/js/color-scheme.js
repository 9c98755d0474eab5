/* The colours that the reader chose, else those of the system, before anything is painted and when
   the system changes them. A classic script: a module would come too late. The theme's script, once
   there, does the first of these, too. */
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

  /** @param {Event} event */
  const buttonOf = ({ target }) =>
    /** @type {HTMLElement | null} */ (
      /** @type {HTMLElement} */ (target).closest("[data-palette]")
    );

  document.documentElement.className = "js";
  try {
    const { index } = read("__palette") ?? {};
    if (index in SCHEMES) chosen = index;
  } catch {
    // Nothing may be kept here. The scripts after this one go on.
  }
  show();
  dark.addEventListener("change", show);
  document.addEventListener("change", ({ target }) => {
    const { id } = /** @type {HTMLElement} */ (target);
    const index = ["__palette_0", "__palette_1"].indexOf(id);
    if (index < 0) return;
    chosen = index;
    show();
    write("__palette", { index });
  });
  document.addEventListener("click", (event) => {
    const button = buttonOf(event);
    if (!button) return;
    for (const other of document.querySelectorAll("[data-palette]")) {
      if (other === button) continue;
      /** @type {HTMLElement} */ (other.previousElementSibling).click();
      /** @type {HTMLElement} */ (other).focus();
    }
  });
  // The theme switches on Enter by itself, which would hide the button before it is pressed.
  document.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && buttonOf(event) && event.stopPropagation(),
    true,
  );
}
