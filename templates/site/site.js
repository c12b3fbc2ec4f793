"use strict";
/*
 * What every page of the site has: the theme, the search in the header, copy buttons, and what the scripts of the tool share.
 * Values reach the page as text only (textContent, value): nothing that is typed or sent can turn into markup.
 */
const Site = (() => {
  const $ = (id) => document.getElementById(id);
  const words = JSON.parse($("site-words").textContent);
  const THEME = "postback-pack-theme";
  const SAY_AFTER = 700;
  const SAY_COPIED = 2000;
  const PAGE_OF_LIST = 8;

  /** Make an element: text stays text, and undefined attributes are left out. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== undefined && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  /** Fill {name} in a text. */
  const fill = (text, values) => text.replace(/\{([a-z_]+)\}/g, (slot, name) => values[name] ?? slot);

  /** Names are compared without blanks, dots and dashes, and in small letters. */
  const plainName = (name) => name.toLowerCase().replace(/[ \-_.]/g, "");

  // ---- what is told to a screen reader -------------------------------------------------------------------------

  let waiting = null;
  function tell(text, now = false) {
    clearTimeout(waiting);
    const put = () => {
      if ($("status").textContent !== text) $("status").textContent = text;
    };
    if (now) put();
    else waiting = setTimeout(put, SAY_AFTER);
  }

  // ---- copying -------------------------------------------------------------------------------------------------

  /** Copy a text; where the browser keeps the clipboard from the page, the old way, and else select it. */
  async function copy(text, block) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const before = document.activeElement;
      const area = make("textarea", { class: "unseen", readonly: true });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      before?.focus();
      if (!done && block) getSelection().selectAllChildren(block);
      return done;
    }
  }

  /**
   * Make a button that copies a text. `what` is its mark, `label` what it says of itself, `done` what is said afterwards.
   * `block` is selected where nothing can be copied; `shown` is the word on the button.
   */
  function copyButton({ what, text, label, done, block, shown = words.copy, look = "copy" }) {
    const button = make("button", { type: "button", class: look, "aria-label": label, "data-copy": what }, shown);
    button.addEventListener("click", async () => {
      const isDone = await copy(typeof text === "function" ? text() : text, block);
      tell(isDone ? done : words.copy_failed, true);
      button.textContent = isDone ? words.copied : words.selected;
      button.classList.toggle("is-done", isDone);
      setTimeout(() => {
        button.textContent = shown;
        button.classList.remove("is-done");
      }, SAY_COPIED);
    });
    return button;
  }

  /** Give each block of the page that can be copied its button. */
  function addCopyButtons() {
    for (const block of document.querySelectorAll("[data-copyable]")) {
      const name = block.dataset.copyable;
      const button = copyButton({ what: "block", text: () => block.textContent, label: fill(words.copy_what, { name }), done: fill(words.copied_what, { name }), block });
      block.before(button);
      block.parentElement.classList.add("has-copy");
    }
  }

  /** What scrolls in its own box has to be in reach of the keyboard. */
  function reachScrolling() {
    for (const box of document.querySelectorAll(".page .macro")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  // ---- a field to search in ------------------------------------------------------------------------------------

  /** Put those first that begin with what is typed, then those that hold it, then those that are only about it. */
  function matching(entries, text, namesOf, about = () => []) {
    const wanted = plainName(text);
    if (!wanted) return entries;
    const rank = (one) => {
      const names = namesOf(one).map(plainName);
      if (names.some((name) => name.startsWith(wanted))) return 0;
      if (names.some((name) => name.includes(wanted))) return 1;
      return about(one).some((word) => plainName(word).startsWith(wanted)) ? 2 : 3;
    };
    const ranked = entries.map((one) => [rank(one), one]).filter(([place]) => place < 3);
    return ranked.sort(([one], [other]) => one - other).map(([, one]) => one);
  }

  /**
   * Make an input a field to search in. `find(text)` returns entries, `show(entry, text)` the name and the note of one,
   * `chosen(entry, key)` is called with the one that is chosen. `now()` is the entry that is chosen, `label()` what the field shows then.
   * `texts` has none, count and count_one.
   */
  function search({ input, list, find, show, chosen, now = () => null, label = () => "", texts }) {
    let isOpen = false;
    let found = [];
    let active = -1;

    function open(text) {
      isOpen = true;
      found = find(text);
      active = text ? (found.length ? 0 : -1) : found.indexOf(now());
      const options = found.map((one, index) => {
        const [name, note] = show(one, text);
        return make("li", { id: `${input.id}-${index}`, role: "option", "aria-selected": String(one === now()), "data-index": index },
          make("span", {}, name), make("span", { class: "kind" }, note));
      });
      const none = make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, texts.none);
      list.replaceChildren(...(options.length ? options : [none]));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      markActive();
      if (text) {
        const count = found.length;
        tell(count === 0 ? texts.none : count === 1 ? texts.count_one : fill(texts.count, { count: String(count) }));
      }
    }

    function close() {
      isOpen = false;
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      input.value = label();
    }

    function markActive() {
      [...list.children].forEach((item, index) => item.classList.toggle("active", index === active));
      const item = $(`${input.id}-${active}`);
      if (item) {
        input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    function choose(index, key) {
      const one = found[index];
      if (one) chosen(one, key);
      close();
    }

    function moveActive(to) {
      if (!isOpen) open("");
      const last = found.length - 1;
      active = to < 0 ? last : to > last ? 0 : to;
      markActive();
    }

    function onKey(event) {
      const start = Math.max(find("").indexOf(now()), 0);
      const keys = {
        ArrowDown: () => moveActive(isOpen ? active + 1 : start),
        ArrowUp: () => moveActive(isOpen ? active - 1 : start),
        PageDown: () => isOpen && moveActive(Math.min(active + PAGE_OF_LIST, found.length - 1)),
        PageUp: () => isOpen && moveActive(Math.max(active - PAGE_OF_LIST, 0)),
        Enter: () => isOpen && choose(active, "Enter"),
        Escape: close,
      };
      if (Object.hasOwn(keys, event.key) && !event.isComposing) {
        event.preventDefault();
        keys[event.key]();
      } else if (event.key === "Tab" && isOpen) {
        // Leaving the field takes what was picked, as a select does.
        choose(input.value === label() ? -1 : active, "Tab");
      }
    }

    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => {
      if (isOpen) return;
      input.select();
      open("");
    });
    input.addEventListener("input", () => open(input.value));
    input.addEventListener("keydown", onKey);
    input.addEventListener("blur", close);
    // Pressing the mouse on the list must not take the focus away before the click arrives.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[data-index]");
      if (item) choose(Number(item.dataset.index), "click");
    });
  }

  // ---- the header ----------------------------------------------------------------------------------------------

  /** What the header looks through: rows of folder, ID, name and other names. */
  function namesToSearch() {
    if ($("names")) return JSON.parse($("names").textContent);
    const { trackers, networks } = JSON.parse($("data").textContent);
    const rows = (folder, entries) => entries.map((one) => [folder, one.id, one.name, one.aliases.join(", ")]);
    return [...rows("trackers", trackers), ...rows("networks", networks)];
  }

  function startSearch() {
    const box = document.querySelector(".site-search");
    let entries = null;
    search({
      input: $("site-search"),
      list: $("site-results"),
      find: (text) => matching((entries ??= namesToSearch()), text, ([, id, name, others]) => [name, id, ...others.split(", ")]),
      show: ([folder, , name]) => [name, words[`is_${folder}`]],
      chosen: ([folder, id]) => location.assign(`${box.dataset.root}${folder}/${id}.html`),
      texts: { none: words.search_none, count: words.search_count, count_one: words.search_count_one },
    });
    box.hidden = false;
  }

  function startTheme() {
    const button = $("theme");
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(THEME, root.dataset.theme);
      } catch {
        // The browser keeps nothing for this page: the theme lasts until it is left.
      }
      show();
    });
    system.addEventListener("change", show);
    button.hidden = false;
    show();
  }

  startTheme();
  startSearch();
  addCopyButtons();
  reachScrolling();
  addEventListener("resize", reachScrolling);
  return { $, make, fill, words, plainName, tell, copy, copyButton, matching, search };
})();
