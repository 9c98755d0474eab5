/* The header's buttons. The theme opens its menu and search by hidden checkboxes, which a keyboard
   cannot reach; here each has buttons that say whether it is open, and take the focus back. */

const HIDDEN_BY_MENU = ".md-skip, .md-content, .md-sidebar--secondary, .md-footer";

/** Let the buttons of one checkbox open and close what it stands for. */
function wire(box, { toggles, closes, onChange }) {
  let opener = toggles[0];
  const change = () => {
    for (const button of toggles) button.setAttribute("aria-expanded", String(box.checked));
    onChange(box.checked, opener);
  };
  for (const button of [...toggles, ...closes]) {
    button.addEventListener("click", () => {
      if (toggles.includes(button)) opener = button;
      box.click();
    });
  }
  box.addEventListener("change", change);
  if (box.checked) change();
}

function buttons(name, id) {
  return [...document.querySelectorAll(`[data-${name}="${id}"]`)];
}

function menu(box) {
  const drawer = document.getElementById("site-menu");
  const close = () => box.checked && box.click();
  wire(box, {
    toggles: buttons("toggles", box.id),
    closes: [],
    onChange: (open) => {
      for (const part of document.querySelectorAll(HIDDEN_BY_MENU)) part.inert = open;
    },
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.checked) return;
    close();
    buttons("toggles", box.id)[0].focus();
  });
  drawer.addEventListener("click", (event) => {
    if (event.target.closest("a")) close();
  });
  // A wider window has no menu button; what the menu hid must not stay inert.
  matchMedia("(min-width: 76.25em)").addEventListener("change", close);
}

function search(box) {
  wire(box, {
    toggles: buttons("toggles", box.id),
    closes: buttons("closes", box.id),
    onChange: (open, opener) => {
      const field = document.querySelector(".md-search__input");
      if (open) field.focus();
      else if (document.activeElement === document.body || field.closest(".md-search").contains(document.activeElement)) opener.focus();
    },
  });
}

function palette() {
  for (const button of document.querySelectorAll("[data-palette]")) {
    button.addEventListener("click", () => {
      document.getElementById(button.dataset.palette).click();
      document.querySelector("[data-palette]:not([hidden])")?.focus();
    });
    // The theme switches on Enter by itself, which would switch twice.
    button.addEventListener("keydown", (event) => event.key === "Enter" && event.stopPropagation());
  }
}

const [drawer, finder] = ["__drawer", "__search"].map((id) => document.getElementById(id));
if (!document.body.dataset.menu) {
  document.body.dataset.menu = "ready";
  menu(drawer);
  search(finder);
  palette();
  document.querySelector(".md-dialog")?.setAttribute("role", "status");
}
