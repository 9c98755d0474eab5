/* The colours that the reader chose, else those of the system, before anything is painted and when
   the system changes them. A classic script: a module would come too late. The theme's script, once
   there, does the first of these, too. */
{
  /** @type {NodeListOf<HTMLInputElement>} */
  const found = document.querySelectorAll(".md-option");
  const options = [...found];
  /** What the theme's own inline script defines: what is kept for the next page. */
  const { __md_get: read, __md_set: write } = /** @type {any} */ (window);

  /** @param {HTMLInputElement} option */
  const button = (option) => /** @type {HTMLElement} */ (option.nextElementSibling);

  /** @param {HTMLInputElement} chosen */
  const show = (chosen) => {
    document.body.dataset.mdColorScheme = chosen.dataset.mdColorScheme;
    for (const option of options) button(option).hidden = option !== chosen;
  };

  const dark = matchMedia(options[1].dataset.mdColorMedia ?? "");
  let fixed = false;
  const follow = () => fixed || show(options[Number(dark.matches)]);

  document.documentElement.className = "js";
  follow();
  dark.addEventListener("change", follow);
  options.forEach((option, at) => {
    const other = options[1 - at];
    option.addEventListener("change", () => {
      show(option);
      fixed = true;
      write("__palette", { index: at });
    });
    button(option).addEventListener("click", () => {
      other.click();
      button(other).focus();
    });
    // The theme switches on Enter by itself, which would hide the button before it is pressed.
    button(option).addEventListener(
      "keydown",
      (event) => event.key === "Enter" && event.stopPropagation(),
    );
  });
  try {
    const kept = options[read("__palette")?.index];
    if (kept) {
      show(kept);
      fixed = true;
    }
  } catch {
    // Nothing may be kept here. The scripts after this one go on.
  }
}
