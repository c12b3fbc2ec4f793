/*
 * The page itself: reads the form, shows what PostbackPack.build returns, and keeps the form in the address.
 * Values reach the page as text only (textContent, value): nothing that is typed or sent can turn into markup.
 */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const words = texts.page;
  const { say, plainName, findTracker, findNetwork, macroFor } = PostbackPack;
  const $ = (id) => document.getElementById(id);
  const LONGEST_HASH = 30000;
  const LONGEST_NAME = 60;
  const SAY_AFTER = 700;

  const NO_NETWORK = { name: "", fields: [], types: [], macros: {}, schemes: [] };
  const network = () => chosen.network.one ?? NO_NETWORK;
  /** The tracker and the network that are chosen, or null, and what a shared link asks for in their place. The page never chooses a tracker. */
  const chosen = { tracker: { one: null, asked: "" }, network: { one: null, asked: "" } };
  const tracker = () => chosen.tracker.one;
  /** What was typed for each network, so that it is there again when the user comes back. */
  const typed = new Map();
  /** What a shared link asks for that has no place in the form, a sentence each. */
  let strays = [];
  /** Whether a shared link asks for a currency without a payout. */
  let askedCurrency = false;
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

  const written = (pieces) =>
    pieces.map(([kind, text]) => (kind === "plain" ? text : make(kind === "code" ? "code" : "strong", {}, text)));

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

  // ---- the lists of trackers and networks ----------------------------------------------------------------------

  const PAGE_OF_LIST = 8;

  function matching(entries, text) {
    const wanted = plainName(text);
    const names = (one) => [one.name, one.id, ...one.aliases].map(plainName);
    const rank = (one) => (names(one).some((name) => name.startsWith(wanted)) ? 0 : 1);
    const found = entries.filter((one) => names(one).some((name) => name.includes(wanted)));
    return wanted ? found.sort((a, b) => rank(a) - rank(b)) : found;
  }

  /** Make a field to search in: `kind` is tracker or network, `note` what is said beside a name, `chosenNow` what to do then. */
  function search(kind, entries, note, chosenNow) {
    const input = $(kind);
    const list = $(`${kind}s`);
    const state = chosen[kind];
    let isOpen = false;
    let found = [];
    let active = -1;

    const shown = () => state.one?.name ?? state.asked;

    function open(text) {
      isOpen = true;
      found = matching(entries, text);
      active = text ? (found.length ? 0 : -1) : found.indexOf(state.one);
      const options = found.map((one, index) =>
        make("li", { id: `${kind}-${index}`, role: "option", "aria-selected": String(one === state.one), "data-index": index },
          one.name, make("span", { class: "kind" }, note(one, text))),
      );
      const none = make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words[`${kind}_none`]);
      list.replaceChildren(...(options.length ? options : [none]));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      markActive();
      if (text) {
        const count = found.length;
        tell(count === 0 ? words[`${kind}_none`] : count === 1 ? words[`${kind}_count_one`] : say(words[`${kind}_count`], { count: String(count) }));
      }
    }

    function close() {
      isOpen = false;
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      input.value = shown();
    }

    function markActive() {
      [...list.children].forEach((item, index) => item.classList.toggle("active", index === active));
      const item = $(`${kind}-${active}`);
      if (item) {
        input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    function choose(index) {
      if (found[index]) {
        state.one = found[index];
        state.asked = "";
        chosenNow();
      }
      close();
      update();
    }

    function moveActive(to) {
      if (!isOpen) open("");
      const last = found.length - 1;
      active = to < 0 ? last : to > last ? 0 : to;
      markActive();
    }

    function onKey(event) {
      const keys = {
        ArrowDown: () => moveActive(isOpen ? active + 1 : Math.max(entries.indexOf(state.one), 0)),
        ArrowUp: () => moveActive(isOpen ? active - 1 : entries.indexOf(state.one)),
        PageDown: () => isOpen && moveActive(Math.min(active + PAGE_OF_LIST, found.length - 1)),
        PageUp: () => isOpen && moveActive(Math.max(active - PAGE_OF_LIST, 0)),
        Enter: () => isOpen && choose(active),
        Escape: close,
      };
      if (Object.hasOwn(keys, event.key) && !event.isComposing) {
        event.preventDefault();
        keys[event.key]();
      } else if (event.key === "Tab" && isOpen) {
        // Leaving the field takes what was picked, as a select does.
        choose(input.value === shown() ? -1 : active);
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
      if (item) choose(Number(item.dataset.index));
    });
  }

  // ---- the form ------------------------------------------------------------------------------------------------

  /** Return the input for a field: a list where only some values are right, and a tick where the tracker can fill it in. */
  function fieldPlace(field) {
    const id = `field-${field.name}`;
    const place = `field.${field.name}`;
    const about = { id, "data-field": field.name, "aria-describedby": `${id}-hint ${place}-error` };
    const values = Object.entries(field.values);
    const choices = values.map(([value, meaning]) => make("option", { value }, `${value}: ${meaning}`));
    const input = values.length
      ? make("select", about, make("option", { value: "" }, field.placeholder ?? field.default ?? words.field_not_given), ...choices)
      : make("input", { ...about, type: "text", placeholder: field.placeholder ?? field.default ?? "", spellcheck: "false", autocapitalize: "none", autocomplete: "off" });
    const tick = make("label", { class: "tick" },
      make("input", { type: "checkbox", id: `${id}-macro`, "data-macro-of": field.name }), make("span", {}, words.field_macro, " ", make("code", {})));
    return make("div", { class: "field", id: `${id}-place` },
      make("label", { for: id }, field.label, " ", make("span", { class: "optional" })),
      input,
      field.macro && tick,
      make("p", { id: `${id}-hint`, class: "hint" }, values.length && field.source === network().name ? "" : say(words.field_where, field)),
      make("p", { id: `${place}-error`, class: "error", hidden: true }));
  }

  function showNetwork() {
    $("fields").replaceChildren(...network().fields.map(fieldPlace));
    const kept = typed.get(network().id) ?? {};
    for (const { name } of network().fields) putField(name, kept[name] ?? "");
    const types = network().types.map((type) => make("option", { value: type.id }, type.name));
    $("type").replaceChildren(make("option", { value: "" }, words.type_auto), ...types);
    const schemes = network().schemes.map((scheme) => make("option", { value: scheme }, scheme));
    $("scheme").replaceChildren(make("option", { value: "" }, words.scheme_auto), ...schemes);
    $("network").value = chosen.network.one?.name ?? chosen.network.asked;
    showTracker();
  }

  /** Put a value into the input of a field; the word for the tracker's macro is a tick. */
  function putField(name, value) {
    const input = $(`field-${name}`);
    const tick = $(`field-${name}-macro`);
    if (tick) tick.checked = value === "macro";
    if (tick?.checked) return;
    if (input.tagName === "SELECT") chooseIn(input, value);
    else input.value = value;
  }

  const inputs = () => [...$("fields").querySelectorAll("[data-field]")];
  const isByMacro = (name) => $(`field-${name}-macro`)?.checked ?? false;
  const givenFields = () =>
    Object.fromEntries(inputs().map((input) => [input.dataset.field, isByMacro(input.dataset.field) ? "macro" : input.value]).filter(([, value]) => value));

  /** Show the fields that the type has a place for, which of them may be left out, and the macro that fills one in. */
  function showFields(options, setup) {
    const type = network().types.find((one) => one.id === options.type);
    for (const field of network().fields) {
      const { name } = field;
      const shown = type ?? setup.type ?? network().types[0];
      $(`field-${name}-place`).hidden = Boolean(type) && !type.takes.includes(name) && options.fields[name] === undefined;
      $(`field-${name}-place`).querySelector(".optional").textContent = shown.needed.includes(name) && field.placeholder !== null ? "" : words.field_optional;
      $(`field-${name}`).disabled = isByMacro(name);
      if (field.macro) $(`field-${name}-macro`).nextElementSibling.querySelector("code").textContent = (tracker() && macroFor(network(), tracker(), field)) ?? "";
    }
  }

  const takesUrl = () => tracker() === null || ["paste", "link_callback"].includes(tracker().delivery);

  const isCode = () => tracker()?.delivery === "code";

  /** Show what the tracker has. `asked`: macros that a shared link wants; what does not exist is shown as well, to be unticked. */
  function showTracker(asked = []) {
    const slots = tracker()?.slots ?? {};
    const names = Object.keys(slots).filter((name) => Object.hasOwn(network().macros, name));
    const isAsked = (name) => asked.includes(name) || (asked.includes("all") && slots[name] !== ($("click-id-param").value || tracker().param));
    const strange = asked.filter((name) => !names.includes(name) && !(name === "all" && names.length));
    $("slots").replaceChildren(
      ...[...names, ...strange].map((name) =>
        make("label", { class: "tick" },
          make("input", { type: "checkbox", value: name, checked: strange.includes(name) || isAsked(name), "aria-describedby": "with-error" }),
          make("span", {}, name, ...(names.includes(name) ? [": ", make("code", {}, slots[name])] : []))),
      ),
    );
    $("slots-field").hidden = !names.length && !strange.length;
    $("event-token-field").hidden = !tracker()?.callback && !$("event-token").value;
    $("click-id-macro-field").hidden = !takesUrl() && (isCode() || !$("click-id-macro").value);
    $("click-id-macro").placeholder = tracker()?.macros.click_id ?? "";
    $("payout-macro").placeholder = tracker()?.macros.payout ?? "";
    $("click-id-param").placeholder = tracker()?.param ?? "";
    $("tracker").value = chosen.tracker.one?.name ?? chosen.tracker.asked;
  }

  const payoutKind = () => document.querySelector("input[name=payout]:checked").value;
  const valueOf = (id) => ($(`${id}-field`)?.hidden || $(id).value === "" ? undefined : $(id).value);

  /** Return the options of build, from the form; what is empty is not given. */
  function readForm() {
    const kind = payoutKind();
    const own = kind === "macro" ? valueOf("payout-macro") : undefined;
    const code = $("currency-code").checked && !$("support").hidden;
    const isCurrencyByMacro = $("currency-macro").checked && !$("currency-field").hidden;
    const currency = isCurrencyByMacro ? "macro" : valueOf("currency");
    return {
      network: chosen.network.one?.id ?? chosen.network.asked,
      tracker: tracker()?.id ?? chosen.tracker.asked,
      fields: givenFields(),
      payout: kind === "none" ? undefined : kind === "macro" ? "macro" : $("amount").value,
      currency: code ? undefined : currency,
      currency_code: code ? currency : undefined,
      type: $("type").value || undefined,
      http: $("scheme").value === "http",
      https: $("scheme").value === "https",
      campaign_url: valueOf("campaign-url"),
      click_id_macro: valueOf("click-id-macro"),
      payout_macro: own,
      click_id_param: valueOf("click-id-param"),
      with_macros: [...$("slots").querySelectorAll("input:checked")].map((box) => box.value),
      event_tokens: (valueOf("event-token") ?? "").split(",").map((token) => token.trim()).filter(Boolean),
    };
  }

  const placeOf = (option) => (option === "payout" && payoutKind() === "amount" ? "amount" : option === "currency-code" ? "currency" : option);
  const INPUTS = {
    payout: () => document.querySelector("input[name=payout]:checked"),
    with: () => $("slots").querySelector("input"),
    currency: () => $($("currency-macro").checked ? "currency-macro" : "currency"),
    http: () => $("scheme"),
    https: () => $("scheme"),
  };
  function inputOf(place) {
    if (Object.hasOwn(INPUTS, place)) return INPUTS[place]();
    const tick = $(`${place.replace("field.", "field-")}-macro`);
    return tick?.checked ? tick : $(place.replace("field.", "field-"));
  }
  const labelOf = (place) => $(`${place}-error`).closest(".field").querySelector("label, legend").textContent;

  /** Show each problem beside its field. */
  function showProblems(problems) {
    document.querySelectorAll("form .error").forEach((error) => {
      error.hidden = true;
      error.textContent = "";
    });
    document.querySelectorAll("form [aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    problems.forEach(({ option, words: why }) => {
      const place = placeOf(option);
      const error = $(`${place}-error`);
      error.textContent = `${error.textContent} ${why}`.trim();
      error.hidden = false;
      inputOf(place)?.setAttribute("aria-invalid", "true");
      if ($("more").contains(error)) $("more").open = true;
    });
  }

  // ---- what comes out ------------------------------------------------------------------------------------------

  function copyButton(what, text, block) {
    const button = make("button", { type: "button", "aria-label": words[`copy_${what}`], "data-copy": what }, words.copy);
    button.addEventListener("click", async () => {
      const done = await copy(text, block);
      tell(done ? words[`copied_${what}`] : words.copy_failed, true);
      button.textContent = done ? words.copied : words.copy;
      setTimeout(() => (button.textContent = words.copy), 2000);
    });
    return button;
  }

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

  function card(id, title, where, button, ...children) {
    return make("section", { class: "card", id, "aria-labelledby": `${id}-title` },
      make("div", { class: "head" },
        make("div", {}, make("h3", { id: `${id}-title` }, title), where && make("p", {}, where)), button),
      ...children);
  }

  function notices(about, setup) {
    const lines = setup.warnings.filter((warning) => warning.about === about).map((warning) => warning.sentence);
    return lines.map((line) => make("p", { class: "notice" }, line));
  }

  function missingNotices(setup) {
    return setup.missing.map((field) => {
      const [before, after] = words.replace.split("{placeholder}").map((part) => say(part, { label: field.label, source: field.source }));
      return make("p", { class: "notice" }, before, make("code", {}, field.placeholder), after);
    });
  }

  /** Say how well what a card shows is known. */
  function known(lines) {
    const said = lines.flatMap((line) => [...line.map(([kind, text]) => (kind === "grade" ? make("span", { class: `grade ${text}` }, text) : text)), " "]);
    return said.length ? [make("p", { class: "known" }, ...said)] : [];
  }

  const gapTexts = (gaps, kind = "gap") =>
    make("div", { class: kind }, ...gaps.map(({ why, todo }) => make("p", {}, ...written(why), todo && ` ${todo}`)));

  /** Name the fields to correct, each as a button that leads to it. */
  function jumpsTo(problems) {
    const places = [...new Set(problems.map(({ option }) => placeOf(option)))];
    const jumps = places.map((place) => {
      const input = inputOf(place);
      const jump = make("button", { type: "button", class: "jump" }, labelOf(place));
      jump.addEventListener("click", () => input.focus());
      return make("li", {}, jump);
    });
    return make("ul", { class: "jumps" }, ...jumps);
  }

  const spoiledCard = (id, title, problems) =>
    make("section", { class: "card stale", id, "aria-labelledby": `${id}-title` },
      make("h3", { id: `${id}-title` }, title), make("p", {}, words.correct), jumpsTo(problems));

  /** Say what the reported amount is; where that may not be what the network asks for, beside the URL. */
  const amountNotice = (setup) =>
    setup.amount.isDoubtful && setup.amount.notes.length ? [make("div", { class: "notice", id: "amount-notice" }, ...setup.amount.notes.map((note) => make("p", {}, ...written(note))))] : [];

  function urlCard(setup) {
    const isWithoutPayout = setup.urlWithoutPayout !== null && setup.gaps.url.length > 0;
    if (setup.gaps.url.length && !isWithoutPayout) return card("url", words.url_none, null, null, gapTexts(setup.gaps.url));
    const url = isWithoutPayout ? setup.urlWithoutPayout : setup.url;
    const pieces = isWithoutPayout ? setup.piecesWithoutPayout : setup.pieces;
    if (!url) return spoiledCard("url", words.url_not_yet, setup.spoilers.url);
    const missing = setup.missing.map((field) => field.placeholder);
    const block = make("pre", { id: "postback-url", tabindex: "0", "aria-label": words.url },
      make("code", {}, ...pieces.map(([kind, text]) => (kind === "literal" ? text : make("span", { class: missing.includes(text) ? undefined : kind }, text)))));
    // What the link carries is filled in at the click.
    const name = setup.clickId.inCallback ? setup.network.name : setup.tracker.name;
    const kinds = ["value", "macro"].filter((kind) => pieces.some(([one, text]) => one === kind && !missing.includes(text)));
    const legend = make("p", { class: "legend" }, ...kinds.map((kind) => make("span", { class: kind }, say(words[`legend_${kind}`], { name }))));
    const { where } = setup.tracker;
    const place = setup.tracker.callback ? words.url_rides : where.length ? say(words.url_where, { where: `${setup.tracker.name} > ${where.join(" > ")}` }) : setup.tracker.name;
    const gap = isWithoutPayout ? [gapTexts(setup.gaps.url, "notice")] : [];
    const title = isWithoutPayout ? words.url_without_payout : words.url;
    return card("url", title, place, copyButton("url", url, block), block, legend, ...known(setup.grades.url), ...gap, ...missingNotices(setup), ...amountNotice(setup), ...notices("url", setup));
  }

  function linkCard(setup) {
    if (setup.spoilers.link.length) return spoiledCard("link", words.link_none, setup.spoilers.link);
    if (!setup.link) return card("link", words.link_none, null, null, gapTexts(setup.gaps.link));
    const macros = Object.values(setup.network.macros);
    const block = make("pre", { id: "tracking-link", tabindex: "0", "aria-label": words.link }, make("code", {}, ...marked(setup.link, macros)));
    const legend = make("p", { class: "legend" }, make("span", { class: "macro" }, say(words.legend_macro, { name: setup.network.name })));
    const example = setup.isExample ? [make("p", { class: "notice info" }, words.link_example)] : [];
    return card("link", words.link, say(words.link_where, { network: setup.network.name }), copyButton("link", setup.link, block), block, legend, ...known(setup.grades.link), ...example, ...notices("link", setup));
  }

  /** Cut a text at the macros in it, which are marked. */
  function marked(text, macros) {
    const macro = macros.find((one) => text.includes(one));
    if (!macro) return [text];
    return text.split(macro).flatMap((part, index) => [...(index ? [make("span", { class: "macro" }, macro)] : []), ...marked(part, macros)]);
  }

  function codeCard(setup) {
    if (setup.tracker.delivery === "code" && setup.spoilers.code.length) return spoiledCard("code", words.code_not_yet, setup.spoilers.code);
    if (!setup.code) return null;
    const block = make("pre", { class: "program", id: "code-text", tabindex: "0", "aria-label": words.code }, make("code", {}, setup.code));
    return card("code", words.code, words.code_where, copyButton("code", setup.code, block), block, ...known(setup.url ? [] : setup.grades.url), ...missingNotices(setup), ...(setup.url ? [] : [...amountNotice(setup), ...notices("url", setup)]));
  }

  function stepsCard(setup) {
    const part = (tag, title, lines) =>
      lines.length ? make("section", {}, make("h3", {}, title), make(tag, {}, ...lines.map((line) => make("li", {}, ...written(line))))) : null;
    return make("div", { class: "card steps" },
      part("ol", say(words.in, { name: setup.tracker.name }), setup.steps.tracker),
      part("ol", say(words.in, { name: setup.network.name }), setup.steps.network),
      part("ul", words.verify, setup.verify),
      part("ul", words.watch, [...(setup.amount.isDoubtful ? [] : setup.amount.notes), ...setup.notes, ...setup.pitfalls]));
  }

  function topPart(setup) {
    const button = make("button", { type: "button", class: "quiet", "data-copy": "share" }, words.share);
    button.addEventListener("click", async () => {
      keepInAddress(readForm());
      const done = await copy(location.href);
      tell(done ? words.copied_share : words.copy_failed, true);
    });
    const title = say(words.for_both, { tracker: setup.tracker.name, network: setup.network.name });
    return make("div", { class: "top" },
      make("div", {}, make("h2", { tabindex: "-1" }, title), make("p", {}, setup.url ? setup.type.name : "")),
      setup.url || setup.link || setup.code ? button : null);
  }

  /** Say what comes here, or why nothing does: then there is nothing to copy. */
  function showNothing(title, ...parts) {
    $("result").replaceChildren(make("div", { class: "top" }, make("h2", { tabindex: "-1" }, title)), ...parts);
  }

  /** What a shared link asks for and the form has no place for. */
  function straysCard() {
    const button = make("button", { type: "button", id: "leave-out" }, words.leave_out);
    button.addEventListener("click", () => {
      strays = [];
      update();
      $("result").querySelector("h2").focus();
    });
    return make("div", { class: "card stale", id: "strays" },
      make("p", {}, words.strays), make("ul", {}, ...strays.map((stray) => make("li", {}, stray))), button);
  }

  function showResult(setup) {
    const isSpoiled = strays.length > 0 || setup.problems.some((problem) => problem.spoilsAll);
    if (isSpoiled) {
      const marked = setup.problems.length ? [make("div", { class: "card stale" }, make("p", {}, words.correct), jumpsTo(setup.problems))] : [];
      showNothing(words.nothing, ...(strays.length ? [straysCard()] : []), ...marked);
      tell([...strays, ...(setup.problems.length ? [words.problems] : [])].join(" "));
      return;
    }
    if (!setup.tracker) {
      showNothing(words.tracker_start, make("div", { class: "card empty" }, make("p", {}, words.start_hint)));
      tell(words.tracker_start);
      return;
    }
    const top = topPart(setup);
    $("result").replaceChildren(...[top, urlCard(setup), linkCard(setup), codeCard(setup), stepsCard(setup)].filter(Boolean));
    if (setup.problems.length) {
      tell(words.problems);
      return;
    }
    const ready = say(setup.url ? words.ready : setup.urlWithoutPayout ? words.ready_without_payout : words.ready_gap, { type: setup.type.name, tracker: setup.tracker.name });
    tell(setup.amount.isDoubtful && setup.url ? `${ready} ${words.ready_doubtful}` : ready);
  }

  /** Show only the inputs that matter now. */
  function showInputs(options, setup) {
    const kind = payoutKind();
    $("amount-field").hidden = kind !== "amount";
    $("payout-macro-field").hidden = kind !== "macro" || !(takesUrl() || $("payout-macro").value);
    // Without a payout there is no currency; one that a shared link asks for is shown, so that it can be taken out.
    askedCurrency &&= kind === "none" && ($("currency").value !== "" || $("currency-macro").checked);
    const { types } = network();
    const takesCurrency = types.some((type) => type.takes.includes("currency") || type.currencies.length) || $("currency").value !== "";
    $("currency-field").hidden = (kind === "none" || !takesCurrency) && !askedCurrency;
    const takesMacro = kind === "macro" && types.some((type) => type.currency_parameter !== null);
    $("currency-by-macro").hidden = !takesMacro && !$("currency-macro").checked;
    $("currency-by-macro").querySelector("code").textContent = tracker()?.macros.currency ?? "";
    $("currency").disabled = $("currency-macro").checked;
    const [usual] = types.find((type) => type.takes.includes("payout") && type.currencies.length === 1)?.currencies ?? [];
    $("currency-hint").textContent = usual ? say(words.currency_hint_usual, { currency: usual }) : words.currency_hint;
    const code = $("currency").value;
    const known = data.currencies.split(" ").includes(code.toUpperCase());
    $("support").hidden = $("currency-macro").checked || known || !new RegExp(`^(?:${data.rules.currency_code})$`).test(code);
    const reported = kind === "amount" ? `amount_${network().payout_means ?? "unknown"}` : kind;
    const hint = say(words[`payout_hint_${reported}`], { network: network().name || words.the_network });
    const [meaning] = kind === "macro" && setup.amount ? setup.amount.notes : [];
    $("payout-hint").replaceChildren(...(meaning ? written(meaning) : [hint]));
    const auto = setup.type && !options.type;
    $("type").options[0].textContent = auto ? say(words.type_auto_is, { type: setup.type.name }) : words.type_auto;
    $("scheme-field").hidden = network().schemes.length < 2 && !options.http && !options.https;
    const byItself = setup.scheme && !options.http && !options.https;
    $("scheme").options[0].textContent = byItself ? say(words.scheme_auto_is, { scheme: setup.scheme }) : words.scheme_auto;
    showFields(options, setup);
    const asked = (setup.gaps ? [...setup.gaps.url, ...setup.gaps.link] : []).some(({ code }) => ["gap.add-click-id", "gap.add-payout", "gap.add-parameter"].includes(code));
    if (asked || options.http || options.https || options.click_id_macro || options.payout_macro || options.click_id_param || options.with_macros.length) $("more").open = true;
  }

  function update(keep = true) {
    showInputs(readForm(), {});
    const options = readForm();
    typed.set(network().id, options.fields);
    const setup = PostbackPack.build(data, texts, options);
    showInputs(options, setup);
    showProblems(setup.problems);
    showResult(setup);
    if (keep) keepInAddress(options);
  }

  // ---- the address ---------------------------------------------------------------------------------------------

  const NAMES = ["payout", "currency", "currency-code", "type", "campaign-url", "click-id-macro", "payout-macro", "click-id-param"];

  function keepInAddress(options) {
    // What is wrong in a shared link stays in it until it is settled.
    if (strays.length) return;
    const state = new URLSearchParams({ network: options.network });
    if (options.tracker) state.set("tracker", options.tracker);
    for (const [name, value] of Object.entries(options.fields)) state.set(name === "account" ? name : `field.${name}`, value);
    for (const name of NAMES) {
      const value = options[name.replaceAll("-", "_")];
      if (value !== undefined) state.set(name, value);
    }
    for (const name of ["http", "https"]) if (options[name]) state.set(name, "yes");
    if (options.with_macros.length) state.set("with", options.with_macros.join(","));
    if (options.event_tokens.length) state.set("event-token", options.event_tokens.join(","));
    const hash = `#${state}`;
    try {
      if (hash !== location.hash && hash.length <= LONGEST_HASH) history.replaceState(null, "", hash);
    } catch {
      // Browsers limit how often this may happen; the next change writes it.
    }
  }

  /** Return what the address asks for that has no place in the form, a sentence each. */
  function straysIn(state) {
    const names = [...state.keys()];
    const fields = network().fields.map(({ name }) => (name === "account" ? name : `field.${name}`));
    const known = ["network", "tracker", ...fields, ...NAMES, "http", "https", "with", "event-token"];
    // Which fields there are is open until the network is known.
    const isOpen = (name) => network() === NO_NETWORK && /^(account$|field\.)/.test(name);
    const strange = [...new Set(names)].filter((name) => !known.includes(name) && !isOpen(name));
    const isOption = (name) => data.options.some((option) => option.name === name);
    const found = strange.map((name) => say(isOption(name) ? words.stray_option : words.stray_name, { name: cut(name) }));
    const twice = [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
    found.push(...twice.map((name) => say(words.stray_twice, { name: cut(name) })));
    const amount = state.get("payout");
    if (amount && amount !== "macro" && state.get("payout-macro")) found.push(data.messages["payout.macro-and-amount"]);
    if (isCode() && state.get("click-id-macro")) found.push(say(words.stray_macro, { tracker: tracker().name }));
    if (state.has("http") && state.has("https")) found.push(data.messages["scheme.twice"]);
    if (state.get("currency") && state.get("currency-code")) found.push(data.messages["currency.twice"]);
    return found;
  }

  const cut = (name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);

  /** Put a value into a list of choices, also one that is not among them: then it is an error until another is chosen. */
  function chooseIn(select, value) {
    const known = [...select.options].some((option) => option.value === value);
    if (!known) select.append(make("option", { value }, cut(value)));
    select.value = value;
  }

  /** Read the form from the address. Values go into inputs as text. */
  function readAddress() {
    const hash = location.hash.slice(1);
    const state = new URLSearchParams(hash.length < LONGEST_HASH ? hash : "");
    const get = (name) => state.get(name) ?? "";
    chosen.network.asked = get("network");
    chosen.network.one = findNetwork(data, get("network") || data.network) ?? null;
    chosen.tracker.asked = get("tracker");
    chosen.tracker.one = findTracker(data, get("tracker")) ?? null;
    for (const name of ["campaign-url", "click-id-macro", "payout-macro", "click-id-param", "event-token"]) $(name).value = get(name);
    showNetwork();
    showTracker(get("with").split(",").filter(Boolean));
    for (const { name } of network().fields) putField(name, get(name === "account" ? "account" : `field.${name}`));
    chooseIn($("scheme"), ["http", "https"].find((name) => state.has(name)) ?? "");
    const payout = get("payout");
    const kind = payout === "macro" || (!payout && get("payout-macro")) ? "macro" : state.has("payout") ? "amount" : "none";
    $(`report-${kind}`).checked = true;
    $("amount").value = kind === "amount" ? payout : "";
    $("currency-macro").checked = get("currency") === "macro";
    $("currency").value = get("currency-code") || ($("currency-macro").checked ? "" : get("currency"));
    $("currency-code").checked = Boolean(get("currency-code"));
    askedCurrency = $("currency").value !== "" || $("currency-macro").checked;
    chooseIn($("type"), get("type"));
    strays = hash.length < LONGEST_HASH ? straysIn(state) : [words.stray_long];
    update(hash.length > 0);
  }

  /** Return the alias by which a network was found, to be shown beside its name. */
  function otherName(one, text) {
    const wanted = plainName(text);
    const isShown = !wanted || plainName(one.name).includes(wanted);
    return isShown ? "" : (one.aliases.find((alias) => plainName(alias).includes(wanted)) ?? "");
  }

  // ---- start ---------------------------------------------------------------------------------------------------

  function start() {
    readAddress();
    search("tracker", data.trackers, (one) => words[`kind_${one.kind}`], () => {
      for (const id of ["click-id-macro", "payout-macro", "click-id-param", "event-token"]) $(id).value = "";
      showTracker();
    });
    search("network", data.networks, otherName, showNetwork);
    $("form").addEventListener("submit", (event) => event.preventDefault());
    for (const kind of ["input", "change"]) {
      $("form").addEventListener(kind, (event) => {
        if (event.target === $("tracker") || event.target === $("network")) return;
        update();
      });
    }
    addEventListener("hashchange", readAddress);
  }

  start();
})();
