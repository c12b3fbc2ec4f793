// Before anything is painted: the theme that was chosen on an earlier visit. Without one, the system decides.
(() => {
  try {
    const chosen = localStorage.getItem("postback-pack-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // The browser keeps nothing for this page.
  }
})();
