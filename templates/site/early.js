// Before anything is painted: the theme that was chosen on an earlier visit, and whether the address asks for more than the first question.
(() => {
  const root = document.documentElement;
  if (location.hash.length > 1) root.dataset.address = "";
  try {
    const chosen = localStorage.getItem("postback-pack-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // The browser keeps nothing for this page. Without a choice, the system decides.
  }
})();
