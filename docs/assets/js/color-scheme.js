/* The colours that the reader chose, else those of the system, before anything is painted. A
   classic script: a module would come too late. The theme's script, once there, does the same. */
{
  const options = [...document.querySelectorAll(".md-option")];

  const show = (chosen) => {
    document.body.dataset.mdColorScheme = chosen.dataset.mdColorScheme;
    for (const option of options) option.nextElementSibling.hidden = option !== chosen;
  };

  document.documentElement.className = "js";
  show(options.find((option) => matchMedia(option.dataset.mdColorMedia).matches) ?? options[0]);
  options.forEach((option, at) => {
    const other = options[1 - at];
    option.addEventListener("change", () => {
      show(option);
      __md_set("__palette", { index: at });
    });
    option.nextElementSibling.addEventListener("click", () => {
      other.click();
      other.nextElementSibling.focus();
    });
    // The theme switches on Enter by itself, which would hide the button before it is pressed.
    option.nextElementSibling.addEventListener(
      "keydown",
      (event) => event.key === "Enter" && event.stopPropagation(),
    );
  });
  const kept = options[__md_get("__palette")?.index]; // last: it fails where nothing may be kept
  if (kept) show(kept);
}
