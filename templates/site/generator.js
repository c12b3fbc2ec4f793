/*
 * The page itself: reads the form, shows what PostbackPack.build returns, and keeps the form in the address.
 * Values reach the page as text only (textContent, value): nothing that is typed or sent can turn into markup.
 */
(() => {
  const data = PostbackPack.read(document.getElementById("data").textContent);
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const words = texts.page;
  const { say, findTracker, findNetwork, macroFor } = PostbackPack;
  const { $, make, plainName, tell, copyButton, matching, search } = Site;
  const LONGEST_HASH = 30000;
  const LONGEST_NAME = 60;
  /** How the form is kept in the address: not at all, in place of what it held, or as a new step for the Back button. */
  const KEEP = "replaceState";
  const PUSH = "pushState";
  const CHECK = "check";

  const NO_NETWORK = { name: "", fields: [], types: [], macros: {}, schemes: [] };
  const network = () => chosen.network.one ?? NO_NETWORK;
  /** The tracker and the network that are chosen, or null, and what a shared link asks for in their place. The page never chooses a tracker. */
  const chosen = { tracker: { one: null, asked: "" }, network: { one: null, asked: "" } };
  const tracker = () => chosen.tracker.one;
  /** Whether the page asks its first question: nothing is chosen, and nothing is wrong. */
  const isEmpty = () => !tracker() && !chosen.tracker.asked && !strays.length && network() !== NO_NETWORK;
  /** What was typed for each network, so that it is there again when the user comes back. */
  const typed = new Map();
  /** What a shared link asks for that has no place in the form, a sentence each. */
  let strays = [];
  /** Whether a shared link asks for a currency without a payout. */
  let askedCurrency = false;
  const written = (pieces) =>
    pieces.map(([kind, text]) => (kind === "plain" ? text : make(kind === "code" ? "code" : "strong", {}, text)));

  // ---- the lists of trackers and networks ----------------------------------------------------------------------

  const namesOf = (one) => [one.name, one.id, ...one.aliases];

  /** What a tracker is about, for somebody who searches for no name: "own server", "shop". */
  const aboutTracker = (one) => [...(texts.search[one.kind] ?? []), ...(texts.search[one.id] ?? []), data.kind_names[one.kind]];

  /** Return the alias by which an entry was found, to be shown beside its name. */
  function otherName(one, text) {
    const wanted = plainName(text);
    const isShown = !wanted || plainName(one.name).includes(wanted);
    return isShown ? "" : (one.aliases.find((alias) => plainName(alias).includes(wanted)) ?? "");
  }

  /** Make the field for a tracker or a network a field to search in. */
  function searchFor(kind, entries, about, note, chosenNow) {
    search({
      input: $(kind),
      list: $(`${kind}s`),
      find: (text) => matching(entries, text, namesOf, about),
      show: (one, text) => [one.name, note(one, text)],
      now: () => chosen[kind].one,
      label: () => chosen[kind].one?.name ?? chosen[kind].asked,
      texts: { none: words[`${kind}_none`], count: words[`${kind}_count`], count_one: words[`${kind}_count_one`] },
      chosen: (one, key) => {
        const isFirst = isEmpty();
        chosen[kind].one = one;
        chosen[kind].asked = "";
        chosenNow();
        update(PUSH);
        // The first field to fill in is next; who leaves the field with the Tab key is on the way already.
        if (isFirst && kind === "tracker" && key !== "Tab") focusNext();
      },
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

  function card(id, title, where, button, ...children) {
    return make("section", { class: "card", id, "aria-labelledby": `${id}-title` },
      make("div", { class: "head" },
        make("div", {}, make("h3", { id: `${id}-title` }, title), where && make("p", {}, where)), button),
      ...children);
  }

  const copyOf = (what, text, block, more = {}) =>
    copyButton({ what, text, block, label: words[`copy_${what}`], done: words[`copied_${what}`], ...more });

  const pathWords = (path) => path.join(" › ");

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

  function jumpButton(input, label, look) {
    const jump = make("button", { type: "button", class: look }, label);
    jump.addEventListener("click", () => {
      if ($("more").contains(input)) $("more").open = true;
      input.focus();
    });
    return jump;
  }

  /** Name the fields to correct, each as a button that leads to it. */
  function jumpsTo(problems) {
    const places = [...new Set(problems.map(({ option }) => placeOf(option)))];
    return make("ul", { class: "jumps" }, ...places.map((place) => make("li", {}, jumpButton(inputOf(place), labelOf(place), "jump"))));
  }

  const spoiledCard = (id, title, problems) =>
    make("section", { class: "card stale", id, "aria-labelledby": `${id}-title` },
      make("h3", { id: `${id}-title` }, title), make("p", {}, words.correct), jumpsTo(problems));

  /** Offer a fixed amount in place of a macro that may not be what the network asks for. */
  function fixedInstead() {
    const button = make("button", { type: "button", class: "link", id: "report-fixed" }, words.fixed_instead);
    button.addEventListener("click", () => {
      $("report-amount").checked = true;
      update();
      $("amount").focus();
    });
    return button;
  }

  /** Say what the reported amount is; where that may not be what the network asks for, beside the URL. */
  const amountNotice = (setup) =>
    setup.amount.isDoubtful && setup.amount.notes.length
      ? [make("div", { class: "notice", id: "amount-notice" }, ...setup.amount.notes.map((note) => make("p", {}, ...written(note))), setup.payout?.byMacro ? fixedInstead() : null)]
      : [];

  // ---- a URL on the screen -------------------------------------------------------------------------------------

  /**
   * Put [kind, text, name] pieces into parts that stay on one line: a URL is broken before ? & and /. A part that is longer than a line
   * is broken after its = sign.
   */
  function urlParts(pieces, show) {
    const parts = [[[]]];
    let before = "";
    for (const [kind, text, name] of pieces) {
      const cut = kind === "literal" ? text.split(/(?=[?&])|(?<![:/])(?=\/)|(?<==)/) : [text];
      for (const piece of cut.filter(Boolean)) {
        const begins = kind === "literal" && before && (/^[?&]/.test(piece) || (piece.startsWith("/") && !/[:/]$/.test(before)));
        if (begins) parts.push([[]]);
        else if (before.endsWith("=")) parts.at(-1).push([]);
        parts.at(-1).at(-1).push(kind === "literal" ? piece : show(kind, piece, name));
        before = piece;
      }
    }
    const together = (inside) => make("span", { class: "part" }, ...inside);
    return parts.map((part) => (part.length > 1 ? together(part.map(together)) : together(part[0])));
  }

  const block = (id, label, parts) => make("pre", { id, class: "url", "aria-label": label }, make("code", {}, ...parts));

  /** A macro in a URL: on hover, tap and focus it says what fills it in, and how that is known. */
  function token(text, explain) {
    const macro = make("span", { class: "macro", role: "button", tabindex: "0" }, text);
    const show = () => showTip(macro, explain());
    macro.addEventListener("mouseenter", show);
    macro.addEventListener("focus", show);
    macro.addEventListener("click", show);
    macro.addEventListener("mouseleave", () => macro !== document.activeElement && hideTip());
    macro.addEventListener("blur", hideTip);
    return macro;
  }

  const labelFor = (id) => document.querySelector(`label[for="${id}"]`);

  function hideTip() {
    $("tip").hidden = true;
    document.querySelectorAll(".macro.is-shown").forEach((macro) => {
      macro.classList.remove("is-shown");
      macro.removeAttribute("aria-describedby");
    });
  }

  function showTip(macro, lines) {
    hideTip();
    const tip = $("tip");
    tip.replaceChildren(...lines.map((line) => make("p", {}, ...line)));
    tip.hidden = false;
    macro.classList.add("is-shown");
    macro.setAttribute("aria-describedby", "tip");
    const at = macro.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8));
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${at.bottom + scrollY + 6}px`;
  }

  /** Say how a fact is known: the grade, and whose page says it, read when. */
  function gradeWords([grade, source]) {
    const said = source === null ? [] : data.sources[source];
    return [make("span", { class: `grade ${grade}` }, words[`grade_${grade}`]), said.length ? ` ${say(words.known_by, { source: said[0], month: said[1] })}` : null];
  }

  const UNKNOWN = ["unknown", null];

  /** Explain a macro of the postback URL. */
  function explainOut(setup, name, text) {
    const { tracker: at, network: net, clickId } = setup;
    if (name === "click_id" && clickId.inCallback) return explainIn(setup, "click_id");
    const role = Object.hasOwn(at.macros, name) ? name : (Object.keys(at.macros).find((one) => at.macros[one] === text) ?? name);
    const fact = name === "click_id" && clickId.fact === "also" ? "also" : `macros.${role}`;
    const isOwn = name === "click_id" ? clickId.given : name === "payout" && at.macros[role] !== text;
    return [
      [make("strong", {}, data.role_names[role] ?? name)],
      [say(words.filled_out, { tracker: at.name, network: net.name })],
      isOwn ? [words.given_by_you] : gradeWords(at.known[fact] ?? UNKNOWN),
    ];
  }

  /** Explain a macro of the tracking link. */
  function explainIn({ network: net }, name) {
    return [
      [make("strong", {}, (data.role_names[name] ?? name).replaceAll("_", " "))],
      [say(words.filled_in, { network: net.name })],
      gradeWords(net.known[`macros.${name}`] ?? UNKNOWN),
    ];
  }

  function urlCard(setup) {
    const isWithoutPayout = setup.urlWithoutPayout !== null && setup.gaps.url.length > 0;
    const isInCode = setup.code || (setup.tracker.delivery === "code" && setup.spoilers.code.length);
    if (setup.gaps.url.length && !isWithoutPayout) return isInCode ? null : gapCard(setup);
    const url = isWithoutPayout ? setup.urlWithoutPayout : setup.url;
    const pieces = isWithoutPayout ? setup.piecesWithoutPayout : setup.pieces;
    if (!url) return spoiledCard("url", words.url_not_yet, setup.spoilers.url);
    const missing = setup.missing.map((field) => field.placeholder);
    const show = (kind, text, name) => {
      if (kind === "macro") return token(text, () => explainOut(setup, name, text));
      return make("span", { class: missing.includes(text) ? "missing" : kind }, text);
    };
    const shown = block("postback-url", words.url, urlParts(pieces, show));
    const { where } = setup.tracker;
    const place = setup.tracker.callback ? words.url_rides : where.length ? say(words.url_where, { where: pathWords([setup.tracker.name, ...where]) }) : setup.tracker.name;
    const gap = isWithoutPayout ? [gapTexts(setup.gaps.url, "notice")] : [];
    const title = isWithoutPayout ? words.url_without_payout : words.url;
    const button = missing.length ? { shown: words.copy_open, look: "copy is-open" } : {};
    return card("url", title, place, copyOf("url", url, shown, button), shown, ...missingNotices(setup), ...typeLine(setup), ...known(setup.grades.url), ...gap, ...amountNotice(setup), ...notices("url", setup), copyBar(url, shown, button));
  }

  /** Nothing can be pasted: say why, and what to do instead. */
  function gapCard(setup) {
    const asked = [...$("asked").querySelectorAll("input")].find((input) => !input.value);
    return card("url", asked ? words.url_asks : words.url_none, null, null, gapTexts(setup.gaps.url), asked ? jumpButton(asked, labelOf(asked.id), "quiet") : null);
  }

  /** Name the postback type, where there are several, and lead to the choice. */
  function typeLine(setup) {
    if (network().types.length < 2 || !setup.type) return [];
    return [make("p", { class: "under" }, make("span", {}, say($("type").value ? words.type_is : words.type_fits, { type: setup.type.name })), jumpButton($("type"), words.type_change, "link"))];
  }

  /** The bar at the end of the screen: the URL is at hand, wherever the page is scrolled to. */
  function copyBar(url, shown, button) {
    return make("div", { class: "copy-bar", id: "copy-bar" }, make("code", { "aria-hidden": "true" }, url), copyOf("bar", url, shown, { ...button, label: words.copy_url, done: words.copied_url }));
  }

  function linkCard(setup) {
    if (setup.spoilers.link.length) return spoiledCard("link", words.link_none, setup.spoilers.link);
    if (!setup.link) return card("link", words.link_none, null, null, gapTexts(setup.gaps.link));
    const pieces = marked(setup.link, Object.entries(setup.network.macros));
    const shown = block("tracking-link", words.link, urlParts(pieces, (_, text, name) => token(text, () => explainIn(setup, name))));
    const example = setup.isExample ? [make("p", { class: "notice info" }, words.link_example)] : [];
    return card("link", words.link, say(words.link_where, { network: setup.network.name }), copyOf("link", setup.link, shown), shown, ...known(setup.grades.link), ...example, ...notices("link", setup));
  }

  /** Cut a text at the macros in it: [kind, text, name] pieces. */
  function marked(text, macros) {
    const found = macros.find(([, macro]) => text.includes(macro));
    if (!found) return [["literal", text]];
    const [name, macro] = found;
    return text.split(macro).flatMap((part, index) => [...(index ? [["macro", macro, name]] : []), ...(part ? marked(part, macros) : [])]);
  }

  function codeCard(setup) {
    if (setup.tracker.delivery === "code" && setup.spoilers.code.length) return spoiledCard("code", words.code_not_yet, setup.spoilers.code);
    if (!setup.code) return null;
    const shown = make("pre", { class: "program", id: "code-text", tabindex: "0", "aria-label": words.code }, make("code", {}, setup.code));
    const why = setup.url ? [] : [gapTexts(setup.gaps.url)];
    return card("code", words.code, setup.tracker.where.length ? say(words.url_where, { where: pathWords([setup.tracker.name, ...setup.tracker.where]) }) : words.code_where, copyOf("code", setup.code, shown), ...why, shown, ...known(setup.url ? [] : setup.grades.url), ...missingNotices(setup), ...(setup.url ? [] : [...amountNotice(setup), ...notices("url", setup)]));
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

  const pageOf = (folder, one, part = "") => `${folder}/${one.id}.html${part}`;

  function topPart(setup) {
    const title = say(words.for_both, { tracker: setup.tracker.name, network: setup.network.name });
    const click = setup.tracker.known["macros.click_id"];
    const grade = click ? make("p", { class: "known" }, make("a", { href: pageOf("trackers", setup.tracker, "#known") }, ...gradeWords(click))) : null;
    return make("div", { class: "top is-ready" }, make("h2", { tabindex: "-1" }, title), grade);
  }

  /** Where the facts are, and a link to this setup: without what is the user's own, unless asked. */
  function endCard(setup) {
    const own = make("input", { type: "checkbox", id: "share-own" });
    const text = () => `${location.href.split("#")[0]}#${stateOf(readForm(), own.checked)}`;
    const share = copyButton({ what: "share", text, label: words.share, done: words.copied_share, shown: words.share, look: "quiet" });
    const link = (href, words) => make("li", {}, make("a", { href }, words));
    const links = make("ul", { class: "links" },
      link(pageOf("trackers", setup.tracker), say(words.about, { name: setup.tracker.name })),
      link(pageOf("networks", setup.network), say(words.about, { name: setup.network.name })),
      setup.tracker.report ? link(setup.tracker.report, words.report) : null);
    return make("div", { class: "card", id: "end" },
      make("h3", {}, words.sources), make("p", { class: "soft" }, say(words.sources_read, { month: data.catalog.month })), links,
      make("div", { class: "share" }, share, make("label", { class: "tick" }, own, make("span", {}, words.share_own))));
  }

  /** Say why nothing comes: then there is nothing to copy. */
  function showNothing(title, ...parts) {
    $("result").replaceChildren(make("div", { class: "top" }, make("h2", { tabindex: "-1" }, title)), ...parts);
    $("rest").replaceChildren();
  }

  /** What is below the first question, as the page began. */
  const startPart = $("result").firstElementChild;
  function showStart() {
    $("result").replaceChildren(startPart);
    $("rest").replaceChildren();
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
    hideTip();
    $("form").classList.toggle("is-empty", isEmpty());
    $("clear").hidden = isEmpty();
    labelFor("tracker").textContent = isEmpty() ? words.tracker : words.tracker_chosen;
    $("form").classList.remove("has-bar");
    const isSpoiled = strays.length > 0 || setup.problems.some((problem) => problem.spoilsAll);
    if (isSpoiled) {
      const marked = setup.problems.length ? [make("div", { class: "card stale" }, make("p", {}, words.correct), jumpsTo(setup.problems))] : [];
      showNothing(words.nothing, ...(strays.length ? [straysCard()] : []), ...marked);
      tell([...strays, ...(setup.problems.length ? [words.problems] : [])].join(" "));
      return;
    }
    if (!setup.tracker) {
      showStart();
      tell(words.tracker);
      return;
    }
    $("result").replaceChildren(...[topPart(setup), urlCard(setup), codeCard(setup)].filter(Boolean));
    $("rest").replaceChildren(...[linkCard(setup), stepsCard(setup), endCard(setup)]);
    $("form").classList.toggle("has-bar", $("copy-bar") !== null);
    watchUrl();
    if (setup.problems.length) {
      tell(words.problems);
      return;
    }
    const ready = say(setup.url ? words.ready : setup.urlWithoutPayout ? words.ready_without_payout : words.ready_gap, { type: setup.type.name, tracker: setup.tracker.name });
    tell(setup.amount.isDoubtful && setup.url ? `${ready} ${words.ready_doubtful}` : ready);
  }

  /** Show the copy bar where the URL itself is out of sight. */
  let watcher = null;
  function watchUrl() {
    watcher?.disconnect();
    if (!$("copy-bar")) return;
    watcher = new IntersectionObserver(([seen]) => $("copy-bar")?.classList.toggle("is-away", !seen.isIntersecting));
    watcher.observe($("postback-url"));
  }

  /** The macros that nobody but the user knows are asked for first; the other fields for macros are settings. */
  const MACROS = ["click-id-macro", "payout-macro", "click-id-param", "event-token"];
  function showAsked() {
    const own = tracker()?.macros;
    const isPasted = tracker()?.delivery === "paste";
    const asked = [
      ...(isPasted && !own.click_id ? ["click-id-macro"] : []),
      ...(isPasted && payoutKind() === "macro" && !own.payout && !own.payout_usd ? ["payout-macro"] : []),
    ];
    // An input that is moved loses the focus.
    for (const name of MACROS) {
      const [field, home] = [$(`${name}-field`), $(asked.includes(name) ? "asked" : "macros")];
      if (field.parentElement !== home) home.append(field);
    }
    $("asked").hidden = !asked.length;
  }

  /** Go on to what has to be filled in. */
  function focusNext() {
    const open = [...$("asked").querySelectorAll("input"), ...$("fields").querySelectorAll("[data-field]")];
    const next = open.find((input) => input.offsetParent && !input.value && !input.disabled);
    (next ?? $("result").querySelector("h2"))?.focus();
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
    $("type-field").hidden = types.length < 2 && !options.type;
    showFields(options, setup);
    showAsked();
    const asked = (setup.gaps ? [...setup.gaps.url, ...setup.gaps.link] : []).some(({ code }) => ["gap.add-click-id", "gap.add-payout", "gap.add-parameter"].includes(code));
    if (asked || options.http || options.https || options.click_id_macro || options.payout_macro || options.click_id_param || options.with_macros.length) $("more").open = true;
  }

  function update(keep = KEEP) {
    showInputs(readForm(), {});
    const options = readForm();
    typed.set(network().id, options.fields);
    const setup = PostbackPack.build(data, texts, options);
    showInputs(options, setup);
    showProblems(setup.problems);
    showResult(setup);
    if (keep) keepInAddress(options, keep);
  }

  // ---- the address ---------------------------------------------------------------------------------------------

  const NAMES = ["payout", "currency", "currency-code", "type", "campaign-url", "click-id-macro", "payout-macro", "click-id-param"];

  /** Return what the address says behind its #. `hasOwn`: also what is the user's own, fields of the network and the campaign URL. */
  function stateOf(options, hasOwn = true) {
    const isStart = !options.tracker && options.network === data.network && !Object.keys(options.fields).length;
    if (isStart) return "";
    const state = new URLSearchParams({ network: options.network });
    if (options.tracker) state.set("tracker", options.tracker);
    for (const [name, value] of hasOwn ? Object.entries(options.fields) : []) state.set(name === "account" ? name : `field.${name}`, value);
    for (const name of NAMES) {
      const value = options[name.replaceAll("-", "_")];
      if (value !== undefined && (hasOwn || name !== "campaign-url")) state.set(name, value);
    }
    for (const name of ["http", "https"]) if (options[name]) state.set(name, "yes");
    if (options.with_macros.length) state.set("with", options.with_macros.join(","));
    if (options.event_tokens.length) state.set("event-token", options.event_tokens.join(","));
    return String(state);
  }

  /** Keep the form in the address. `how`: PUSH makes a step that the Back button undoes, KEEP changes the present one. */
  function keepInAddress(options, how) {
    // What is wrong in a shared link stays in it until it is settled.
    if (strays.length) return;
    const state = stateOf(options);
    try {
      if (state !== location.hash.slice(1) && state.length < LONGEST_HASH) history[how](null, "", `#${state}`);
    } catch {
      // Browsers limit how often this may happen; the next change writes it.
    }
    $("tab-make").href = `#${state}`;
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

  /** Show the tab that the address names, and say so. */
  function showTab(isCheck) {
    $("form").hidden = isCheck;
    $("check").hidden = !isCheck;
    for (const [id, isCurrent] of Object.entries({ "tab-make": !isCheck, "tab-check": isCheck })) {
      if (isCurrent) $(id).setAttribute("aria-current", "page");
      else $(id).removeAttribute("aria-current");
    }
  }

  /** Follow the address: to the other tab, which leaves the form as it is, or to another setup. */
  function followAddress() {
    const isCheck = location.hash === `#${CHECK}`;
    showTab(isCheck);
    if (!isCheck) readAddress(location.hash.slice(1));
  }

  /** Read the form from what is behind the # of an address. Values go into inputs as text. */
  function readAddress(hash) {
    const state = new URLSearchParams(hash.length < LONGEST_HASH ? hash : "");
    const get = (name) => state.get(name) ?? "";
    chosen.network.asked = get("network");
    chosen.network.one = findNetwork(data, get("network") || data.network) ?? null;
    chosen.tracker.asked = get("tracker");
    chosen.tracker.one = findTracker(data, get("tracker")) ?? null;
    for (const name of ["campaign-url", ...MACROS]) $(name).value = get(name);
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
    update(hash.length > 0 ? KEEP : null);
  }

  // ---- start ---------------------------------------------------------------------------------------------------

  /** Choose a tracker, or none. The macros of another one are not its own. */
  function chooseTracker(one) {
    Object.assign(chosen.tracker, { one, asked: "" });
    for (const name of MACROS) $(name).value = "";
    showTracker();
  }

  function startPopular() {
    $("popular").addEventListener("click", (event) => {
      const { tracker: id } = event.target.dataset;
      if (!id) return;
      chooseTracker(data.trackers.find((one) => one.id === id));
      update(PUSH);
      focusNext();
    });
  }

  /** On a wide screen the options belong to the form; on a narrow one the URL comes first. */
  function startColumns() {
    const wide = matchMedia("(min-width: 60.01rem)");
    const place = () => (wide.matches ? $("ask").append($("options")) : $("result").after($("options")));
    wide.addEventListener("change", place);
    place();
  }

  function start() {
    startColumns();
    startPopular();
    if (location.hash === `#${CHECK}`) readAddress("");
    followAddress();
    $("form").classList.remove("is-starting");
    const noteOfTracker = (one, text) => otherName(one, text) || data.kind_names[one.kind];
    searchFor("tracker", data.trackers, aboutTracker, noteOfTracker, () => chooseTracker(tracker()));
    searchFor("network", data.networks, () => [], otherName, showNetwork);
    $("clear").addEventListener("click", () => {
      chooseTracker(null);
      update(PUSH);
      $("tracker").focus();
    });
    $("form").addEventListener("submit", (event) => event.preventDefault());
    // Not on "change": that comes when a field is left, and would replace the very button that is being pressed.
    $("form").addEventListener("input", (event) => {
      if ([$("tracker"), $("network"), $("share-own")].includes(event.target)) return;
      update();
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
    addEventListener("hashchange", followAddress);
  }

  start();
})();
