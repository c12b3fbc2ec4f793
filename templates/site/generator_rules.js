"use strict";
/*
 * The rules of the generator page, without any element of the page: `PostbackPack.build(data, texts, options)`
 * returns what `build_setup` returns in Python. Both run the cases of tests/cases/join.json and inputs.json.
 * URLs come from the shapes in the data: nothing here knows a network's host, parameters or macros.
 */
const PostbackPack = (() => {
  const BY_MACRO = "macro";
  const INSTALL = "install";
  const FIRST_MASK = 0xe000;

  // ---- text ----------------------------------------------------------------------------------------------------

  /**
   * Fill {name} in a text; {names:or} joins a list with that word, and null disappears with the blank behind it.
   * A value is never read again, so no value can turn into a name.
   */
  const say = (text, values = {}) =>
    text.replace(/\{([a-z_]+)(?::([a-z]+))?\}( ?)/g, (slot, name, word, blank) => {
      if (!Object.hasOwn(values, name)) return slot;
      const value = values[name];
      return value === null ? "" : (Array.isArray(value) ? listed(value, word) : value) + blank;
    });

  /** Copy an object that has names of a catalog or a user for keys: without a prototype, no name means anything else. */
  const bare = (object) => Object.assign(Object.create(null), object);

  const listed = (names, word) =>
    names.length < 2 || !word ? names.join(" ") : `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1)}`;

  const whole = (pattern, text, flags = "") => new RegExp(`^(?:${pattern})$`, flags).test(text);

  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\#-]/g, "\\$&");

  /** Percent-encode all but letters, digits and - . _ ~ */
  const quote = (text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

  /** Decode what is percent-encoded; what is not UTF-8 becomes U+FFFD instead of an error. */
  const unquote = (text) =>
    text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
      const bytes = Uint8Array.from(run.slice(1).split("%"), (hex) => parseInt(hex, 16));
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    });

  const codePoint = (sign) => `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

  const hiddenCharacter = (rules, text) => {
    const found = text.match(new RegExp(rules.hidden, "u"));
    return found && codePoint(found[0]);
  };

  const withoutSpacesAround = (rules, text) => text.replace(new RegExp(`^[${rules.spaces}]+|[${rules.spaces}]+$`, "g"), "");

  const length = (text) => [...text].length;

  const partition = (text, sign) => {
    const at = text.indexOf(sign);
    return at < 0 ? [text, "", ""] : [text.slice(0, at), sign, text.slice(at + sign.length)];
  };

  const isPlaceholderAnywhere = (rules, value, ofNetwork) =>
    whole(rules.placeholder_any_case, value, "i") ||
    whole(rules.placeholder_capitals, value) ||
    (ofNetwork.includes(value.toLowerCase()) && !whole(rules.placeholder_plain_words, value));

  const isPlaceholder = (rules, value, ofNetwork) =>
    isPlaceholderAnywhere(rules, value, ofNetwork) || whole(rules.own_placeholder_any_case, value, "i");

  // ---- what the user typed -------------------------------------------------------------------------------------

  const isAmount = (rules, text) => whole(rules.amount, text) && /[1-9]/.test(text);

  function meantAmount(rules, text) {
    const found = text.match(new RegExp(`^(?:${rules.mistyped_amount})$`));
    const meant = found && `${found[1]}.${found[2] ?? found[3]}`;
    // eslint-disable-next-line no-control-regex
    return meant && /^[\x00-\x7f]*$/.test(text) && isAmount(rules, meant) ? meant : null;
  }

  const takes = (field, value) => (field.pattern === null ? Object.hasOwn(field.values, value) : whole(field.pattern, value, "u"));

  /** Return the signs that keep a value from being right: without all other signs it is right only without them too. */
  function wrongSigns({ rules, say }, field, value) {
    const unreserved = new RegExp(rules.unreserved);
    const signs = [...new Set([...value].filter((sign) => !unreserved.test(sign)))].sort((one, other) => one.codePointAt(0) - other.codePointAt(0));
    const isRightWith = (sign) => takes(field, [...value].filter((each) => each === sign || !signs.includes(each)).join(""));
    if (!isRightWith("")) return [];
    return signs.filter((sign) => !isRightWith(sign)).map((sign) => (sign === " " ? say("field.space") : whole(`[${rules.spaces}]`, sign) ? codePoint(sign) : sign));
  }

  /** Return the code and the values of what keeps a value from being the user's, or null. */
  function fieldFault(context, field, value) {
    const { rules, network } = context;
    if (value === field.default || (field.macro && value === BY_MACRO)) return null;
    if (isPlaceholder(rules, value, network.placeholders)) return ["field.placeholder"];
    if (["", ".", ".."].includes(value)) return ["field.nothing"];
    const character = hiddenCharacter(rules, value);
    if (character) return ["field.hidden", { character }];
    // A pattern is asked about short text only, as in Python.
    if (length(value) <= rules.longest_value && takes(field, value)) {
      return value === withoutSpacesAround(rules, value) ? null : ["field.space-around"];
    }
    if (field.pattern === null) return ["field.values", { values: Object.keys(field.values) }];
    const signs = wrongSigns(context, field, [...value].slice(0, rules.longest_value + 1).join(""));
    return signs.length ? ["field.signs", { signs }] : ["field.pattern", { length: length(value), pattern: field.pattern }];
  }

  function checkFields(context, given) {
    const right = bare();
    for (const field of context.network.fields) {
      const value = given[field.name];
      if (value === undefined) continue;
      const { label, source } = field;
      const fault = fieldFault(context, field, value);
      if (fault) context.problem(`field.${field.name}`, fault[0], { label, source, ...fault[1] });
      else right[field.name] = value;
    }
    return right;
  }

  function checkPayout(context, { payout, payout_macro: own }) {
    if (payout === undefined) return own === undefined ? null : BY_MACRO;
    if (payout === BY_MACRO) return BY_MACRO;
    if (!isAmount(context.rules, payout)) {
      const meant = meantAmount(context.rules, payout);
      context.problem("payout", "payout.not-an-amount", { hint: meant && context.say("hint.near", { near: meant }) });
    } else if (own !== undefined) {
      context.problem("payout-macro", "payout.macro-and-amount");
    }
    const { rules, network } = context;
    if (network.takes_whole_amounts && isAmount(rules, payout) && !whole(rules.whole, payout)) {
      context.problem("payout", "payout.not-whole", { network: network.name });
    }
    return payout;
  }

  function checkCurrency(context, { currency, currency_code: code }) {
    if (currency !== undefined && code !== undefined) {
      context.problem("currency-code", "currency.twice");
    } else if (code !== undefined) {
      if (whole(context.rules.currency_code, code)) return code;
      context.problem("currency-code", "currency.code-signs");
    } else if (currency === BY_MACRO) {
      return BY_MACRO;
    } else if (currency !== undefined) {
      const isIso = /^[A-Za-z]{3}$/.test(currency) && context.currencies.has(currency.toUpperCase());
      if (isIso) return currency.toUpperCase();
      context.problem("currency", "currency.not-iso");
    }
    return null;
  }

  /** Return the scheme of the URL: the network's first, unless the user asks for the other or the tracker needs http. */
  function checkScheme(context, { http, https }) {
    const { network, tracker } = context;
    const asked = [["http", http], ["https", https]].filter(([, isWanted]) => isWanted).map(([name]) => name);
    if (asked.length > 1) context.problem("https", "scheme.twice");
    for (const option of asked.filter((name) => !network.schemes.includes(name))) {
      context.problem(option, "scheme.refused", { network: network.name, schemes: network.schemes, option: `“${option}”` });
    }
    if (https) return "https";
    return (http || tracker.sends === "http") && network.schemes.includes("http") ? "http" : network.schemes[0];
  }

  /** Return the code and the values of what keeps a macro of the user's from being in the URL, or undefined. */
  function macroFault(context, option, macro) {
    const { rules, tracker, network } = context;
    const names = { tracker: tracker.name, network: network.name };
    if (!macro || macro !== withoutSpacesAround(rules, macro)) return ["macro.spaces"];
    if (isPlaceholder(rules, macro, network.placeholders)) return ["macro.placeholder", names];
    const character = hiddenCharacter(rules, macro);
    if (character) return ["macro.hidden", { character }];
    if (/^[\p{L}\p{N}]*$/u.test(macro)) return ["macro.plain", { example: "{external_id}" }];
    if (macro.includes("&")) return ["macro.ampersand"];
    if (Object.values(network.macros).some((own) => macro.includes(own))) return ["macro.of-network", names];
    const clickIds = [tracker.macros.click_id, ...tracker.spellings, ...tracker.also.map((pair) => pair[1])];
    if (option === "payout-macro") {
      return [...clickIds, ...tracker.own_click_id].includes(macro) ? ["macro.not-an-amount", names] : undefined;
    }
    const right = tracker.macros.click_id;
    const hint = right ? context.say("hint.use", { right }) : null;
    if (tracker.own_click_id.includes(macro)) return ["macro.own-click-id", { ...names, hint }];
    const others = [...Object.values(tracker.macros), ...tracker.other];
    return !clickIds.includes(macro) && others.includes(macro) ? ["macro.not-click-id", { ...names, hint }] : undefined;
  }

  function checkMacro(context, option, macro) {
    const fault = macro === undefined ? undefined : macroFault(context, option, macro);
    if (fault) context.problem(option, ...fault);
  }

  function checkParameter(context, param) {
    if (param === undefined || whole(context.rules.parameter, param)) return;
    const character = hiddenCharacter(context.rules, param);
    context.problem("click-id-param", character ? "parameter.hidden" : "parameter.signs", { character });
  }

  function checkEventTokens(context, tokens) {
    const { name, callback } = context.tracker;
    const wanted = tokens.map((token) => (token.toLowerCase() === INSTALL ? INSTALL : token));
    if (wanted.length && !callback) {
      context.problem("event-token", "event-token.not-carried", { tracker: name });
      return [INSTALL];
    }
    for (const token of wanted) {
      if (!whole(context.rules.event_token, token)) context.problem("event-token", "event-token.signs", { tracker: name });
    }
    return wanted.length ? wanted : [INSTALL];
  }

  // ---- the postback type ---------------------------------------------------------------------------------------

  const inQuotes = (type) => `“${type.name}”`;

  const takesMacro = (kind) => kind.currency_parameter !== null;

  function usesCurrency(network, kind, currency) {
    if (currency === BY_MACRO) return takesMacro(kind);
    if (kind.currencies.length) return kind.currencies.includes(currency);
    return kind.takes.includes("currency") && !network.types.some((other) => other.currencies.includes(currency));
  }

  /** Return each reason why a type does not fit, a sentence each. `given`: the payout, the currency and the names of fields. */
  function misfits({ say, network }, kind, { hasPayout, currency, fields }) {
    const type = inQuotes(kind);
    const [needsPayout, needsCurrency] = ["payout", "currency"].map((need) => kind.needed.includes(need));
    const [takesPayout, takesCurrency] = ["payout", "currency"].map((slot) => kind.takes.includes(slot));
    const reasons = [];
    if (needsPayout && !hasPayout) reasons.push(say("type.needs-payout", { type }));
    if (!takesPayout && hasPayout) reasons.push(say("type.takes-no-payout", { type }));
    if (needsCurrency && currency === null) reasons.push(say("type.needs-currency", { type }));
    if (currency !== null && !usesCurrency(network, kind, currency)) {
      if (kind.currencies.length) reasons.push(say("type.takes-only", { type, currencies: kind.currencies }));
      else reasons.push(takesCurrency ? say("type.not-for", { type, currency }) : say("type.takes-no-currency", { type }));
    }
    if (currency !== null && takesPayout && !hasPayout && !needsPayout) reasons.push(say("type.needs-payout", { type }));
    for (const field of fields) if (!kind.takes.includes(field)) reasons.push(say("type.takes-no-field", { type, field }));
    return reasons;
  }

  /** Of several types that fit, the first whose fields are all given or have a default, or else the first. */
  function preferred(network, types, fields) {
    const isThere = (field, type) => !type.needed.includes(field.name) || fields.includes(field.name) || field.default !== null;
    return types.find((type) => network.fields.every((field) => isThere(field, type))) ?? types[0] ?? null;
  }

  /** Return the type whose needs are all given and which uses all that is given; else report why none does. */
  function chooseType(context, wanted, given) {
    const { hasPayout, currency, fields } = given;
    const { say, network } = context;
    const candidates = wanted === undefined ? network.types : network.types.filter((type) => type.id === wanted);
    if (!candidates.length) {
      const values = { network: network.name, type: `“${wanted}”`, hint: null, types: network.types.map(inQuotes) };
      context.problem("type", "type.unknown", values, true);
      return null;
    }
    const whyNot = (type, paid = hasPayout) => misfits(context, type, { ...given, hasPayout: paid });
    const fitting = (types) => types.filter((type) => !whyNot(type).length);
    const found = fitting(candidates);
    if (found.length) return preferred(network, found, fields);
    if (currency !== null && !hasPayout && candidates.some((type) => !whyNot(type, true).length)) {
      context.problem("payout", "currency.without-payout", { currency });
    } else if (currency === BY_MACRO && !candidates.some(takesMacro)) {
      context.problem("currency", "currency.macro");
    } else if (wanted !== undefined) {
      const types = fitting(network.types).map(inQuotes);
      context.problem("type", "type.misfit", { reasons: whyNot(candidates[0]), others: types.length ? say("type.others", { types }) : null });
    } else {
      const named = [
        ...(hasPayout ? [say("type.given-payout")] : []),
        ...(currency ? [say("type.given-currency", { currency })] : []),
        ...fields.map((field) => say("type.given-field", { field })),
      ];
      const values = { network: network.name, given: named.length ? named : [say("type.given-nothing")] };
      context.problem("type", "type.none-fits", { ...values, reasons: candidates.flatMap((type) => whyNot(type)) });
    }
    return null;
  }

  // ---- the campaign URL ----------------------------------------------------------------------------------------

  /** Match the network's listed macros, and then whatever else is written in one of their styles. */
  function patterns({ network, rules }) {
    const macros = Object.values(network.macros).sort((a, b) => b.length - a.length).map(escaped);
    const styles = network.style.map((style) => style.map(escaped));
    return [
      new RegExp(macros.join("|") || "(?!)", "g"),
      ...styles.map(([opening, closing]) => new RegExp(`${opening}[^&=?/#${rules.spaces}]+?${closing}`, "g")),
    ];
  }

  const reshown = (sign) => (sign === "\\" ? "'\\\\'" : `'${sign}'`);

  function textFault(context, url, rest) {
    const { rules, network } = context;
    const character = hiddenCharacter(rules, url);
    const refused = new RegExp(rules.refused);
    if (character) return ["link.hidden", { character }];
    const trimmed = withoutSpacesAround(rules, url);
    if (!refused.test(trimmed) && url !== trimmed) return ["link.space-around"];
    const found = rest.match(refused);
    if (found) return found[0] === " " ? ["link.space"] : ["link.refused", { sign: reshown(found[0]) }];
    // eslint-disable-next-line no-control-regex
    if (!/^[\x00-\x7f]*$/.test(url)) return ["link.not-ascii"];
    if (!/^https?:\/\//i.test(url)) return ["link.scheme"];
    if (!new RegExp(`^(?:${rules.url_start})`, "i").test(url)) return ["link.host"];
    const address = partition(url.toLowerCase(), "://")[2];
    const isPostback = network.types.some((type) => address.startsWith(type.start));
    return isPostback ? ["link.postback", { network: network.name }] : null;
  }

  function encodedMacroFault(context, url, rest) {
    const { network } = context;
    const [macros, ...styles] = patterns(context);
    const encoded = (macro) => ["link.encoded", { macro, network: network.name }];
    const unlisted = [];
    styles.reduce((text, alike) => (unlisted.push(...(text.match(alike) ?? [])), text.replace(alike, "")), url.replace(macros, ""));
    for (const text of [...unlisted, rest]) {
      const plain = unquote(unquote(unquote(text)));
      const macro = Object.values(network.macros).find((known) => plain.toLowerCase().includes(known.toLowerCase()));
      if (macro && plain !== text) return encoded(macro);
    }
    const once = unquote(rest);
    const twice = unquote(once);
    const long = network.style.map((style, index) => [...style, styles[index]]).filter(([opening]) => opening.length > 1);
    for (const [, , alike] of once === rest ? [] : long) {
      const found = once.match(alike) ?? twice.match(alike) ?? unquote(twice).match(alike);
      if (found) return encoded(found[0]);
    }
    const cut = long.find(([opening, closing]) => rest.includes(opening) || rest.includes(closing));
    const macro = network.macros.click_id ?? Object.values(network.macros)[0] ?? "";
    return cut ? ["link.cut-off", { network: network.name, opening: cut[0], macro }] : null;
  }

  function urlFaults(context, url) {
    if (length(url) > context.rules.longest_url) return [["link.too-long", { length: length(url) }]];
    const rest = patterns(context).reduce((text, pattern) => text.replace(pattern, ""), url);
    const fault = textFault(context, url, rest) ?? new CampaignUrl(context, url).fault();
    return [fault, encodedMacroFault(context, url, rest)].filter(Boolean);
  }

  /**
   * A campaign URL that macros can be put into. The macros are cut out first, each replaced by one private
   * character; then #, ? and & mean what they say.
   */
  class CampaignUrl {
    constructor(context, url) {
      this.context = context;
      this.masks = new Map();
      const masked = this.mask(url);
      const [before, hash, fragment] = partition(masked, "#");
      const [head, question, query] = partition(before, "?");
      Object.assign(this, { head, question, hash, fragment, parameters: question ? query.split("&") : [] });
    }

    mask(url) {
      const put = (macro) => {
        if (!this.masks.has(macro)) this.masks.set(macro, String.fromCharCode(FIRST_MASK + this.masks.size));
        return this.masks.get(macro);
      };
      return patterns(this.context).reduce((text, pattern) => text.replace(pattern, put), url);
    }

    unmask(masked) {
      // The last first: what is written like a macro may have one of the network's in it.
      return [...this.masks].reverse().reduce((text, [macro, mask]) => text.replaceAll(mask, () => macro), masked);
    }

    get text() {
      return this.unmask(this.head + this.question + this.parameters.join("&") + this.hash + this.fragment);
    }

    get host() {
      const host = this.writtenHost.toLowerCase();
      const usual = this.head.toLowerCase().startsWith("https:") ? ":443" : ":80";
      // Any other port belongs to the host.
      return host.endsWith(usual) ? host.slice(0, -usual.length) : host;
    }

    get writtenHost() {
      return partition(partition(this.head, "://")[2], "/")[0];
    }

    get path() {
      const [, slash, path] = partition(partition(this.head, "://")[2], "/");
      return slash + path;
    }

    get names() {
      return this.parameters.map((parameter) => unquote(this.unmask(partition(parameter, "=")[0])));
    }

    /** Say what keeps this from being a campaign URL of the tracker. */
    fault() {
      const { rules, tracker, network } = this.context;
      const { path, names } = this;
      const isAddress = tracker.postback_in.some((address) => {
        const [end, , parameter] = partition(address, "?");
        return path.endsWith(`/${end}`) && (!parameter || names.includes(parameter));
      });
      const isLikely = !this.masks.has(network.macros.click_id) && whole(rules.incoming, path.slice(path.lastIndexOf("/") + 1), "i");
      if (isAddress || isLikely) return ["link.takes-postbacks", { tracker: tracker.name }];
      if (this.parameters[0]?.startsWith("?")) return ["link.two-question-marks"];
      const left = [...this.writtenHost.split(/[.:]/), ...path.split("/")].filter((part) =>
        isPlaceholderAnywhere(rules, unquote(part), network.placeholders),
      );
      return left.length ? ["link.placeholders", { parts: left }] : null;
    }

    dropFinalSlash() {
      if (["", "/"].includes(this.path) || !this.head.endsWith("/")) return false;
      this.head = this.head.replace(/\/+$/, "");
      return true;
    }

    parametersWith(macro) {
      const mask = this.masks.get(macro);
      const pairs = this.parameters.map((parameter) => partition(parameter, "="));
      return pairs.filter(([, , value]) => mask && value === mask).map(([name]) => unquote(this.unmask(name)));
    }

    standsElsewhere(macro) {
      return this.text.split(macro).length - 1 > this.parametersWith(macro).length;
    }

    /** Give the parameter the value; return what is in the way, or null if it is done. */
    put(name, wanted) {
      const masked = this.mask(wanted);
      const found = this.names.flatMap((key, index) => (key === name ? [index] : []));
      if (found.length > 1) return ["link.parameter-twice", { name, count: found.length }];
      if (!found.length) {
        if (this.parameters.length && !this.parameters.at(-1)) this.parameters.pop();
        this.parameters.push(`${name}=${masked}`);
        this.question = "?";
        return null;
      }
      const [key, , value] = partition(this.parameters[found[0]], "=");
      if (value === masked) return null;
      if (value && !isPlaceholder(this.context.rules, unquote(value), this.context.network.placeholders)) {
        return ["link.taken", { name, value: this.unmask(value), wanted }];
      }
      this.parameters[found[0]] = `${key}=${masked}`;
      return null;
    }

    get warnings() {
      const { rules, network } = this.context;
      const known = Object.values(network.macros);
      const values = this.parameters.map((parameter) => partition(parameter, "=")[2]);
      const left = values.filter((part) => isPlaceholderAnywhere(rules, unquote(part), network.placeholders));
      const named = this.names.filter((name) => name && !name.endsWith("[]"));
      const counts = new Map([...new Set(named)].map((name) => [name, named.filter((other) => other === name).length]));
      const { host } = this;
      const isShortener = rules.shorteners.includes(host.replace(/:[0-9]*$/, "").replace(/^www\./, ""));
      const bracketed = values.filter((value) => whole(rules.bracketed, value) && !left.includes(value));
      const fragment = this.unmask(this.hash + this.fragment);
      // Servers read name[key]=value as a list.
      const isArray = (macro) => macro[0] === "[" && this.names.some((name) => name.length > macro.length && name.endsWith(macro));
      const unlisted = [...this.masks.keys()].filter((macro) => !known.includes(macro) && !isArray(macro)).map((macro) => this.unmask(macro));
      // What settles one macro settles them all.
      const together = (all, ofOne, ofSeveral) => {
        const texts = [...new Set(all)];
        return texts.length > 1 ? [ofSeveral(texts)] : texts.map(ofOne);
      };
      return [
        ...together(
          unlisted,
          (macro) => ["link.unlisted", { macro, network: network.name }],
          (macros) => ["link.unlisted-several", { macros, network: network.name }],
        ),
        ...together(
          left,
          (part) => ["link.placeholder", { part }],
          (parts) => ["link.placeholder-several", { parts }],
        ),
        ...together(
          bracketed,
          (value) => ["link.bracketed", { value, network: network.name }],
          (values) => ["link.bracketed-several", { values, network: network.name }],
        ),
        ...[...counts].filter(([, count]) => count > 1).map(([name, count]) => ["link.given-twice", { name, count }]),
        ...(isShortener ? [["link.shortener", { host }]] : []),
        ...(this.hash ? [["link.fragment", { fragment }]] : []),
      ];
    }
  }

  // ---- the way of the click ID ---------------------------------------------------------------------------------

  /** Carry a number <n> or a word <name> over from one half of a pair to the other. */
  function translate(rules, text, source, target) {
    const blank = Object.keys(rules.blanks).find((name) => source.includes(name));
    if (!blank) return text === source ? target : null;
    const [before, , after] = partition(source, blank);
    const found = text.match(new RegExp(`^${escaped(before)}${rules.blanks[blank]}${escaped(after)}$`));
    return found && target.replaceAll(blank, () => found[1]);
  }

  const filled = (macro, param) =>
    macro === undefined || !macro.includes("<param>") ? macro ?? null : param ? macro.replaceAll("<param>", () => param) : null;

  function chooseClickId(context, inLink, param, macro) {
    const { rules, tracker, network } = context;
    const networkMacro = network.macros.click_id;
    const own = tracker.macros.click_id;
    const first = (make) => tracker.also.reduce((found, pair) => found ?? make(pair), null);
    const pairMacroOf = (name) => first(([from, to]) => translate(rules, name, from, to));
    const pairParamOf = (text) => first(([to, from]) => translate(rules, text, from, to));
    if (inLink.length > 1) {
      context.problem("campaign-url", "click-id.in-several", { macro: networkMacro, names: inLink });
    }
    const inLinkName = inLink[0] ?? null;
    if (param && inLinkName && param !== inLinkName) {
      context.problem("campaign-url", "click-id.disagree", { macro: networkMacro, name: inLinkName, param });
    }
    const readBy = macro === undefined || macro === own ? null : pairParamOf(macro);
    // An empty name stands for "none", as in Python.
    const wanted = param || inLinkName || readBy || tracker.param;
    if (wanted === null && macro === undefined && tracker.callback && networkMacro) {
      return { param: null, macro: networkMacro, fact: "delivery", inCallback: true };
    }
    const pairMacro = wanted && wanted !== tracker.param ? pairMacroOf(wanted) : null;
    if (wanted && tracker.param && wanted !== tracker.param && pairMacro === null && tracker.naming === "fixed") {
      const reads = [tracker.param, ...tracker.also.map(([name]) => name)];
      const values = { macro: networkMacro, param: wanted, tracker: tracker.name, reads };
      if (param) context.problem("click-id-param", "click-id.parameter-not-read", values);
      else context.problem("campaign-url", "click-id.not-read", values);
    }
    if (macro !== undefined && wanted) {
      let reads = pairParamOf(macro);
      if (reads === null && pairMacro && macro === filled(own, tracker.param)) reads = tracker.param;
      if (reads && reads !== wanted) context.problem("click-id-macro", "click-id.reads-another", { reads, param: wanted });
    }
    return {
      param: wanted,
      macro: macro ?? pairMacro ?? filled(own, wanted),
      fact: pairMacro ? "also" : "macros.click_id",
      given: macro !== undefined,
      renamed: tracker.naming === "default" && wanted !== tracker.param && pairMacro === null && tracker.param !== null,
      named: param !== undefined,
    };
  }

  // ---- the tracking link ---------------------------------------------------------------------------------------

  function slotsFor(context, wanted, clickId) {
    const { tracker, network } = context;
    const slots = bare(Object.fromEntries(Object.entries(tracker.slots).filter(([name]) => Object.hasOwn(network.macros, name))));
    const names = wanted.includes("all") ? Object.keys(slots).filter((name) => slots[name] !== clickId.param) : wanted;
    context.foundNoSlots = wanted.includes("all") && !names.length;
    const macros = Object.keys(network.macros).filter((name) => name !== "click_id");
    const own = Object.keys(slots);
    const values = { tracker: tracker.name, network: network.name, hint: null, names: [...(own.length ? own : macros), "all"] };
    for (const name of names) {
      // A macro that nobody knows is a mistyped one: who sent this link meant another.
      if (!macros.includes(name)) context.problem("with", "with.no-macro", { ...values, name }, !Object.hasOwn(network.macros, name));
      else if (!own.includes(name)) context.problem("with", own.length ? "with.no-slot" : "with.no-slots", { ...values, name });
      else if (slots[name] === clickId.param) context.problem("with", "with.carries-click-id", { slot: slots[name], name });
    }
    return [...new Set(names)].filter((name) => Object.hasOwn(slots, name)).map((name) => [slots[name], network.macros[name]]);
  }

  function putAll(context, link, values) {
    for (const [param, value] of values) {
      const inTheWay = link.put(param, value);
      if (inTheWay) context.problem("campaign-url", ...inTheWay);
    }
  }

  /** What is wrong elsewhere does not hide what is wrong in the link. */
  const linkProblems = (context) =>
    context.problems.filter(({ option, stage }) => stage !== "options" || option === "click-id-param");

  function putMacros(context, link, clickId, wanted) {
    const slots = slotsFor(context, wanted, clickId);
    if (!link || linkProblems(context).length) return;
    const macro = context.network.macros.click_id;
    if (clickId.param && macro && link.standsElsewhere(macro)) {
      context.problem("campaign-url", "link.not-alone", { macro, whole: `${clickId.param}=${macro}` });
      return;
    }
    putAll(context, link, [...(clickId.param && macro ? [[clickId.param, macro]] : []), ...slots]);
  }

  /** Let the whole postback ride on the link: encoded, but for the network's macro, which is filled in at the click. */
  function putCallbacks(context, link, url, tokens) {
    const { tracker, network } = context;
    const macro = network.macros.click_id;
    if (!link || !tracker.callback || !macro) return;
    const encoded = url.split(macro).map(quote).join(macro);
    const prefix = link.host === tracker.callback.host ? "" : tracker.callback.prefix;
    const names = tokens.map((token) =>
      token === INSTALL ? tracker.callback.install : tracker.callback.event.replaceAll("<token>", () => token),
    );
    putAll(context, link, [...new Set(names)].map((name) => [prefix + name, encoded]));
  }

  // ---- everything together -------------------------------------------------------------------------------------

  /** Fill a shape: what the user gave is encoded, macros stay raw. Returns [kind, text, name] pieces. An optional part has text around it. */
  const fillShape = (shape, values, macros) =>
    shape.flatMap((part) => {
      if (typeof part === "string") return [["literal", part]];
      const [name, before, after] = part;
      const isOptional = before !== undefined;
      if (isOptional && !(macros[name] ?? values[name])) return [];
      const kind = name in macros ? "macro" : name === "scheme" ? "literal" : "value";
      const filled = [kind, name in macros ? macros[name] : quote(values[name]), name];
      return isOptional ? [["literal", before], filled, ["literal", after]].filter(([, text]) => text) : [filled];
    });

  /** Say how well the network's side of what is shown is known, as pieces with the grade itself as a kind of its own. */
  function gradesOf(context, { type, payout, link }, hasUrl) {
    const { network, sentences } = context;
    const said = (name, grade) =>
      grade && fillText(sentences[context.grades[name]], bare({ network: ["plain", network.name], [name]: ["grade", grade] }));
    const lines = {
      url: hasUrl ? [said("url", type.grade), payout && said("payout", type.payout_grade)] : [],
      link: link ? [said("macro", network.macro_grade)] : [],
    };
    return { url: lines.url.filter(Boolean), link: lines.link.filter(Boolean) };
  }

  /** Fill the <names> of a text; a value that is not there shows its name, as in Python. */
  const fillText = (pieces, values) =>
    [pieces].flat().flatMap((piece) => {
      if (typeof piece === "string") return [["plain", piece]];
      const [kind, ...parts] = piece;
      if (kind === "slot") return [values[parts[0]] ?? ["plain", `<${parts[0]}>`]];
      const inside = parts.map((part) => (typeof part === "string" ? part : (values[part[0]]?.[1] ?? `<${part[0]}>`)));
      return [[kind, inside.join("")]];
    });

  function caseOf(context, type, amount, currency, ownPayout) {
    const payout = amount === null ? "none" : amount !== BY_MACRO ? "amount" : ownPayout === undefined ? "macro" : "own";
    const special = currency === BY_MACRO || context.network.special_currencies.includes(currency);
    const money = currency === null ? "" : special ? currency : "*";
    const column = context.columns[context.network.cases[`${type.id}|${payout}|${money}`]];
    return { ...NOT_KNOWN, ...context.cases[column[context.tracker.group]] };
  }

  function clickNotes(context, clickId) {
    const notes = context.click_notes[context.tracker.click_notes];
    if (clickId.inCallback) return notes.callback;
    return [
      ...(clickId.given ? notes.given : clickId.macro ? notes[clickId.fact === "also" ? "also_graded" : "graded"] : []),
      ...(clickId.fact === "also" ? notes.also : []),
      ...(clickId.renamed && clickId.param ? notes.renamed : []),
    ];
  }

  const rolesByMacro = ({ network }, fields) => network.fields.filter((field) => isByMacro(field, fields)).map((field) => field.macro);

  /** Return the roles that keep code from being written, in the order of the table that says why. */
  function unknownInCode(context, fields) {
    const roles = [...context.network.types.flatMap((type) => type.needed), ...rolesByMacro(context, fields)];
    return context.free_roles.filter((role) => roles.includes(role));
  }

  function urlGaps(context, type, clickId, found, fields, currency) {
    const { tracker } = context;
    const inCode = tracker.delivery === "code" ? unknownInCode(context, fields) : [];
    const wishesInCode = inCode.filter((role) => rolesByMacro(context, fields).includes(role));
    if (wishesInCode.length) return [context.wish_in_code[wishesInCode.join(",")]];
    if (inCode.length) return [context.unknown_in_code[inCode.join(",")]];
    if (tracker.no_url.length) return tracker.no_url;
    const lacking = (roles, why) => [...new Set(roles)].filter((role) => !tracker.macros[role]).map((role) => why[role]);
    const needed = lacking(type ? context.free_roles.filter((role) => type.needed.includes(role)) : [], context.unknown_role);
    const wishes = [...(type ? rolesByMacro(context, fields) : []), ...(currency === BY_MACRO ? ["currency"] : [])];
    return [...(clickId.macro ? [] : tracker.no_click_macro), ...found.gaps, ...needed, ...lacking(wishes, context.unknown_wish)];
 }

  function gapsOf(context, url, clickId, linkText) {
    const link = [];
    if (!context.network.macros.click_id) link.push(context.no_macro);
    else if (!clickId.param && !clickId.inCallback) link.push(context.no_parameter);
    else if (clickId.inCallback && url.length) link.push(context.no_callback);
    else if (linkText === null) link.push(context.own_link);
    return { url, link };
  }

  /** The sentences about the link and the URL that are to be read before pasting. */
  function warningsOf(context, setup, found, tokens) {
    const { say, tracker, network } = context;
    const { clickId, link, isExample, currency } = setup;
    const warnings = [];
    const warn = (about, code, values) => warnings.push({ about, code, sentence: say(code, values) });
    for (const code of [...found.warnings, ...saidOfScheme(context, setup.scheme).warnings]) {
      // ISO 4217 has some of the codes that one case is for.
      if (code === "currency-not-iso.code" && (currency === BY_MACRO || context.currencies.has(currency))) continue;
      warn("url", code, { tracker: tracker.name, network: network.name, currency, scheme: setup.scheme });
    }
    // There is no link that could have a warning.
    if (!isExample && !network.macros.click_id) warn("url", "link.macro-unknown", { network: network.name });
    const doubtful = setup.campaign && !isExample ? [...setup.changes, ...setup.campaign.warnings] : [];
    doubtful.forEach((doubt) => warn("link", ...doubt));
    if (context.foundNoSlots) warn("link", "warning.no-slots", { tracker: tracker.name });
    if (clickId.renamed && !clickId.named) {
      warn("link", "warning.renamed", { tracker: tracker.name, own: tracker.param, param: clickId.param });
    }
    if (tracker.callback && tokens.includes(INSTALL) && setup.payout?.byMacro && setup.payout.text) {
      warn("link", "warning.install-without-revenue", { tracker: tracker.name, macro: setup.payout.text });
    }
    const { link_limit: limit, link_limit_sources: sources } = network;
    if (limit && link && length(link) > limit && !isExample) {
      warn("link", "warning.link-too-long", { length: length(link), network: network.name, limit, sources });
    }
    return warnings;
  }

  const saidOfScheme = ({ schemes, tracker }, scheme) => schemes[`${tracker.sends ?? ""}|${scheme}`];

  // ---- code for sites ------------------------------------------------------------------------------------------

  /** Return the literals and [slots] of a URL that are left once these values are in it; `later`: slots that are known later. */
  function partlyFilled(shape, values, later) {
    const isThere = ([name, before]) => before === undefined || values[name] || later.includes(name);
    const parts = shape.flatMap((part) => {
      if (typeof part === "string") return [part];
      if (!isThere(part)) return [];
      const [name, before = "", after = ""] = part;
      return [before, name in values ? quote(values[name]) : [name], after];
    });
    const pieces = [];
    for (const part of parts.filter((one) => one !== "")) {
      if (typeof part === "string" && typeof pieces.at(-1) === "string") pieces.push(pieces.pop() + part);
      else pieces.push(part);
    }
    return pieces;
  }

  /** Return what of a URL the user fills in. */
  function valuesFor(context, setup, type) {
    const values = bare({ scheme: setup.scheme, ...fieldsInUrl(context, type, setup.fields) });
    for (const field of context.network.fields) if (isByMacro(field, setup.fields)) delete values[field.name];
    if (setup.currency && setup.currency !== BY_MACRO) values.currency = setup.currency;
    if (setup.payout && !setup.payout.byMacro) values.payout = setup.payout.text;
    return values;
  }

  const stringIn = ({ quote: sign, escapes }, text) => sign + [...text].map((one) => escapes[one] ?? one).join("") + sign;

  function expression(context, setup, type, language, later) {
    const pieces = partlyFilled(type.shape, valuesFor(context, setup, type), later);
    const written = (piece) => (typeof piece === "string" ? stringIn(language, piece) : language.encoded.replace("{}", language.names[piece[0]]));
    return pieces.map(written).join(language.join);
  }

  /** Return [currencies, type] for an order whose amount is sent, special ones first; no currencies: any other. */
  function typesByCurrency(context, { payout, currency, type, fields }) {
    if (!payout?.byMacro) return [];
    if (currency) return [[currency === BY_MACRO ? [] : [currency], type]];
    const inUrl = Object.keys(fieldsInUrl(context, type, fields));
    const hasDefault = (name) => context.network.fields.find((field) => field.name === name).default !== null;
    const fits = (kind) => {
      const others = Object.keys(fieldsInUrl(context, kind, fields)).filter((name) => !inUrl.includes(name));
      return kind.takes.includes("payout") && inUrl.every((name) => kind.takes.includes(name)) && others.every(hasDefault);
    };
    const kinds = context.network.types.filter(fits);
    const anyCurrency = kinds.filter((kind) => !kind.currencies.length).slice(0, 1);
    return [...kinds.filter((kind) => kind.currencies.length), ...anyCurrency].map((kind) => [kind.currencies, kind]);
  }

  /** Return the type for an order whose amount is not sent. */
  function typeWithoutAmount(context, { payout, type, fields }) {
    if (!payout?.byMacro) return type;
    const given = { hasPayout: false, currency: null, fields: Object.keys(fields) };
    return preferred(context.network, context.network.types.filter((kind) => !misfits(context, kind, given).length), given.fields) ?? type;
  }

  /** Return what the code reports as the amount, for a comment. */
  function amountNote(context, found, filler, name) {
    const values = bare({ ...filler, network: ["plain", name], payout: ["plain", context.unknown.payout] });
    return found.amount.map((id) => fillText(context.sentences[id], values).map(([, text]) => text).join("")).join(" ");
  }

  function programOf(context, setup, found, filler) {
    const { network, tracker, languages } = context;
    const ending = tracker.snippet.slice(tracker.snippet.lastIndexOf(".") + 1);
    const language = languages[ending];
    const branches = typesByCurrency(context, setup);
    const name = network.comments[ending] ?? network.name;
    const values = bare({
      id: network.id,
      ID: network.id.toUpperCase(),
      letters: network.letters,
      network: stringIn(language, network.name),
      comment: name,
      amount: amountNote(context, found, filler, name),
      parameter: setup.clickId.param ?? "",
      url: expression(context, setup, typeWithoutAmount(context, setup), language, []),
    });
    branches.forEach(([currencies, type], index) => {
      values[`codes${index}`] = currencies.map((code) => stringIn(language, code)).join(", ");
      values[`url${index}`] = expression(context, setup, type, language, ["payout", "currency"]);
    });
    const pattern = branches.map(([currencies]) => (currencies.length ? "c" : "*")).join("");
    const lines = context.programs[tracker.snippet][pattern];
    return lines.map((line) => context.lines[line].map((part) => (typeof part === "string" ? part : values[part[0]])).join("")).join("\n");
  }

  /** Return the parts of the call, for tools that ask for them one by one. */
  function tableOf({ table, ...context }, setup) {
    const { type, payout, clickId } = setup;
    const known = bare({ ...table.unknown, ...(clickId.macro && { click_id: clickId.macro }), ...(payout?.text && { payout: payout.text }) });
    const pieces = partlyFilled(type.shape, valuesFor(context, setup, type), payout?.byMacro ? ["payout", "currency"] : []);
    const cells = [["", ""]];
    for (const piece of pieces) {
      if (typeof piece !== "string") {
        cells.at(-1)[1] += known[piece[0]] ?? `(${piece[0]})`;
        continue;
      }
      const [before, ...queries] = piece.split(/[?&]/);
      cells.at(-1)[1] += before;
      for (const [name, , value] of queries.map((query) => partition(query, "="))) cells.push([name, value]);
    }
    const [[, url], ...parameters] = cells;
    const [method, address, parameter] = table.rows;
    const rows = [table.header, [method, "", "GET"], [address, "", url], ...parameters.filter(([name]) => name).map((cell) => [parameter, ...cell])];
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => length(row[column]))));
    return rows.map(([part, name, value]) => `${part.padEnd(widths[0])}  ${name.padEnd(widths[1])}  ${value}`.trimEnd()).join("\n");
  }

  /** Return the code for a site: none where a name does not fit, because it would have to be quoted as the code's language wants it. */
  function codeOf(context, setup, found, filler) {
    const { snippet } = context.tracker;
    const fits = !setup.clickId.param || whole(context.rules.parameter, setup.clickId.param);
    if (!snippet || !setup.type || !fits || unknownInCode(context, setup.fields).length) return null;
    return snippet === "table" ? tableOf(context, setup) : programOf(context, setup, found, filler);
  }

  const isByMacro = (field, fields) => field.macro && fields[field.name] === BY_MACRO;

  /** Return the fields that are in the URL: what the user gave, or else the default or placeholder of one that it needs. */
  function fieldsInUrl({ network }, type, given) {
    const values = bare();
    for (const field of network.fields) {
      const isNeeded = !type || type.needed.includes(field.name);
      const value = given[field.name] ?? (isNeeded ? (field.default ?? field.placeholder) : null);
      if (value !== null) values[field.name] = value;
    }
    return values;
  }

  /** Return the steps of the pair, those with the tracker's template, or the usual ones. */
  function trackerSteps({ pair, tracker }) {
    if (pair.steps) return pair.steps;
    return pair.template && tracker.template_steps.length ? tracker.template_steps : tracker.steps;
  }

  function textValues(context, setup, url, link) {
    const { tracker, network, unknown } = context;
    const { clickId, payout, type } = setup;
    const slot = clickId.fact === "also" ? clickId.param : tracker.param;
    const shown = fieldsInUrl(context, type, setup.fields);
    const fields = network.fields.map((field) => [field.name, shown[field.name] ? ["code", shown[field.name]] : ["plain", field.label]]);
    return bare({
      ...Object.fromEntries(fields),
      template: ["plain", context.pair.template ?? ""],
      "tracker name": ["plain", tracker.name],
      currency: ["plain", setup.currency ?? ""],
      network: ["plain", network.name],
      "network macro": network.macros.click_id ? ["code", network.macros.click_id] : ["plain", unknown["network macro"]],
      slot: ["code", slot || "click ID"],
      parameter: clickId.param ? ["code", clickId.param] : ["plain", unknown.parameter],
      payout: payout?.text ? ["code", payout.text] : ["plain", unknown.payout],
      "sale amount": ["code", tracker.macros.sale_amount ?? "sale amount"],
      "payout parameter": ["code", type?.payout_parameter ?? "payout"],
      "postback URL": url ? ["code", url] : ["plain", unknown["postback URL"]],
      "tracking link": link ? ["code", link] : ["plain", unknown["tracking link"]],
    });
  }

  const plainName = (name) => name.toLowerCase().replace(/[ \-_.]/g, "");

  /** Find a tracker by its id, name or alias. */
  const findTracker = (data, name) =>
    data.trackers.find((one) => [one.id, one.name, ...one.aliases].map(plainName).includes(plainName(name)));

  const findNetwork = (data, name) =>
    data.networks.find((one) => [one.id, one.name, ...one.aliases].map(plainName).includes(plainName(name)));

  function makeContext(data, texts, options) {
    const network = findNetwork(data, options.network);
    const tracker = findTracker(data, options.tracker ?? "");
    const problems = [];
    return {
      ...data,
      texts,
      network,
      tracker,
      pair: network?.pairs[tracker?.id] ?? {},
      currencies: new Set(data.currencies.split(" ")),
      problems,
      stage: "options",
      /** Say a message by its code: of the catalogue, or of the page's own. */
      say: (code, values) => say(data.messages[code] ?? texts.own[code], values).trim(),
      /** spoilsAll: it asks for something that does not exist, so nothing of the rest is sure to be what was meant. */
      problem(option, code, values, spoilsAll = false) {
        // All macros have one place in the form.
        const words = (option === "with" ? `“${values.name}”: ` : "") + this.say(code, values);
        problems.push({ option, code, words, spoilsAll, stage: this.stage });
      },
    };
  }

  /** Check the options in the order of `check_request`. */
  function check(context, options) {
    const fields = checkFields(context, bare(options.fields));
    const amount = checkPayout(context, options);
    const currency = checkCurrency(context, options);
    const scheme = checkScheme(context, options);
    checkMacro(context, "click-id-macro", options.click_id_macro);
    checkMacro(context, "payout-macro", options.payout_macro);
    checkParameter(context, options.click_id_param);
    const tokens = checkEventTokens(context, options.event_tokens ?? []);
    const noCurrency = options.currency === undefined && options.currency_code === undefined;
    const type = currency !== null || noCurrency ? chooseType(context, options.type, { hasPayout: amount !== null, currency, fields: Object.keys(fields) }) : null;
    if (type && currency === BY_MACRO && amount !== BY_MACRO) context.problem("currency", "currency.macro-with-amount");
    return { fields, amount, currency, scheme, tokens, type };
  }

  /** Tell whether a campaign URL that cannot be read may hold the click-ID macro, whole, cut off or encoded. */
  function mayHoldClickId(network, url) {
    const long = network.style.filter(([opening]) => opening.length > 1);
    const name = network.macros.click_id?.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").toLowerCase();
    let text = url.toLowerCase();
    for (let round = 0; round < 4; round += 1) {
      if (name && text.includes(name)) return true;
      if (long.some(([opening, closing]) => text.includes(opening) || text.includes(closing))) return true;
      text = unquote(text).toLowerCase();
    }
    return false;
  }

  /** Return which problems take away the URL, the link and the code: only what depends on a wrong option goes. */
  function spoilersOf(context, campaignUrl) {
    const { tracker, network, problems } = context;
    const own = tracker.macros.click_id ?? "";
    // The parameter that holds the click ID in the link decides on these macros.
    const followsLink = tracker.also.length > 0 || own.includes("<param>") || tracker.callback !== null;
    const isParameterOpen = (problem) =>
      problem.stage === "click ID" || (problem.stage === "campaign URL" && mayHoldClickId(network, campaignUrl));
    const forCode = (problem) => {
      if (problem.spoilsAll || problem.option === "click-id-param") return true;
      if (problem.stage === "options") return problem.option !== "event-token";
      return isParameterOpen(problem);
    };
    const forUrl = (problem) => forCode(problem) && (problem.option !== "campaign-url" || followsLink);
    const forLink = (problem) => {
      if (problem.spoilsAll || problem.stage !== "options" || tracker.callback) return true;
      if (problem.option === "click-id-macro") return tracker.also.length > 0;
      return ["click-id-param", "event-token"].includes(problem.option);
    };
    return { url: problems.filter(forUrl), link: problems.filter(forLink), code: problems.filter(forCode) };
  }

  /** Return the macro with which a tracker fills in a field: one made for the network's own values, where there is one. */
  const macroFor = (network, tracker, field) => network.pairs[tracker.id]?.macros?.[field.name] ?? tracker.macros[field.macro];

  function fillUrl(context, { fields, scheme, clickId }, type, currency, payout) {
    const values = bare({ scheme, currency, payout: payout?.text, ...fieldsInUrl(context, type, fields) });
    const macros = bare({ ...context.tracker.free, click_id: clickId.macro });
    if (payout?.byMacro) macros.payout = payout.text;
    if (currency === BY_MACRO) macros.currency = context.tracker.macros.currency;
    for (const field of context.network.fields) {
      if (isByMacro(field, fields)) macros[field.name] = macroFor(context.network, context.tracker, field);
    }
    return fillShape(type.shape, values, macros);
  }

  /** Return the pieces of the postback URL that reports no payout, where only the payout's macro keeps it from being known. */
  function fillWithoutPayout(context, setup) {
    const { fields, clickId, payout } = setup;
    if (!payout || payout.text || context.tracker.callback) return null;
    const given = { hasPayout: false, currency: null, fields: Object.keys(fields) };
    const type = preferred(context.network, context.network.types.filter((one) => !misfits(context, one, given).length), given.fields);
    if (!type || urlGaps(context, type, clickId, caseOf(context, type, null, null), fields, null).length) return null;
    return fillUrl(context, setup, type, null, null);
  }

  const NOT_KNOWN = { payout: null, amount: [], doubtful: false, gaps: [], warnings: [] };

  /**
   * Return everything to paste and to do, and `problems` as {option, words}. What a problem concerns is null;
   * `spoilers` then names the problems, under url, link and code.
   * options: as those of build_setup, without what is not given; without a tracker there is only what is wrong; `fields` holds the account too.
   */
  function build(data, texts, options) {
    const context = makeContext(data, texts, options);
    const { tracker, network, problems } = context;
    const head = { tracker, network, problems };
    if (!network) context.problem("network", "no_network", { name: options.network }, true);
    if (!tracker && options.tracker) context.problem("tracker", "no_tracker", { name: options.tracker }, true);
    if (!tracker || !network) return { ...head, type: null, spoilers: { url: problems, link: problems, code: problems } };
    const { fields, amount, currency, scheme, tokens, type } = check(context, options);
    const given = options.campaign_url?.replace(new RegExp(context.rules.escaped_ampersand, "gi"), "&");
    const changes = given === options.campaign_url ? [] : [["link.unescaped"]];
    context.stage = "campaign URL";
    const faults = given === undefined ? [] : urlFaults(context, given);
    faults.forEach((fault) => context.problem("campaign-url", ...fault));
    const source = given ?? tracker.example;
    const campaign = source && !faults.length ? new CampaignUrl(context, source) : null;
    if (tracker.no_final_slash && campaign?.dropFinalSlash()) {
      changes.push(["link.final-slash", { tracker: tracker.name }]);
    }
    const inLink = campaign && network.macros.click_id ? campaign.parametersWith(network.macros.click_id) : [];
    context.stage = "click ID";
    const clickId = chooseClickId(context, inLink, options.click_id_param, options.click_id_macro);
    context.stage = "link";
    putMacros(context, campaign, clickId, options.with_macros ?? []);

    let spoilers = spoilersOf(context, given ?? "");
    const isKnown = type !== null && !spoilers.url.length;
    const found = isKnown ? caseOf(context, type, amount, currency, options.payout_macro) : NOT_KNOWN;
    const byMacro = amount === BY_MACRO;
    const macro = options.payout_macro ?? tracker.macros[found.payout] ?? null;
    const payout =
      amount === null || !isKnown ? null : { byMacro, text: byMacro ? macro : amount };
    const setup = { type, fields, currency, scheme, clickId, payout, campaign, changes, isExample: given === undefined };
    const gaps = gapsOf(context, urlGaps(context, isKnown ? type : null, clickId, found, fields, currency), clickId, campaign && campaign.text);
    const pieces = isKnown && !gaps.url.length ? fillUrl(context, setup, type, currency, payout) : null;
    const joined = (parts) => parts && parts.map(([, text]) => text).join("");
    const url = joined(pieces);
    const piecesWithoutPayout = fillWithoutPayout(context, setup);
    const urlWithoutPayout = joined(piecesWithoutPayout);
    if (url && !spoilers.link.length) {
      putCallbacks(context, campaign, url, tokens);
      spoilers = spoilersOf(context, given ?? "");
    }
    setup.link = gaps.link.length || spoilers.link.length ? null : campaign.text;
    const filler = textValues(context, setup, url, setup.link);
    const code = spoilers.code.length ? null : codeOf(context, setup, found, filler);
    const written = (ids) => ids.map((id) => fillText(context.sentences[id], filler));
    const explained = (list) =>
      list.map(([id, code]) => ({ why: fillText(context.sentences[id], filler), code, todo: code && context.say(code, { network: network.name }) }));
    const isThere = { url: url || code || urlWithoutPayout, link: setup.link };
    return {
      ...head,
      ...setup,
      code,
      url,
      pieces,
      urlWithoutPayout,
      piecesWithoutPayout,
      spoilers,
      missing: network.fields.filter((field) => !(field.name in fields) && field.placeholder && (!type || type.needed.includes(field.name))),
      gaps: { url: explained(gaps.url), link: explained(gaps.link) },
      steps: { tracker: written(trackerSteps(context)), network: written(context.pair.network_steps ?? network.steps) },
      verify: written([...tracker.verify, ...network.verify]),
      pitfalls: written([...tracker.pitfalls, ...(context.pair.pitfalls ?? []), ...network.pitfalls]),
      notes: written([...(spoilers.url.length ? [] : clickNotes(context, clickId)), ...(isKnown ? saidOfScheme(context, scheme).notes : [])]),
      grades: gradesOf(context, setup, url || code),
      amount: { notes: written(found.amount), isDoubtful: found.doubtful },
      warnings: warningsOf(context, setup, found, tokens).filter(({ about }) => isThere[about]),
    };
  }

  /** Read the page's data, in which trackers are without what most of them have. */
  function read(text) {
    const data = JSON.parse(text);
    return { ...data, trackers: data.trackers.map((one) => ({ ...data.usual, ...one })) };
  }

  return { read, build, say, quote, unquote, plainName, findTracker, findNetwork, macroFor };
})();
