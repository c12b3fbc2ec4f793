// A table that is wider than the page scrolls in a box of the theme; the keyboard has to reach the box.
function reachable() {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
    box.toggleAttribute("tabindex", false);
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
  }
}
addEventListener("load", reachable);
addEventListener("resize", reachable);
