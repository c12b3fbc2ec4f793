/*
 * The tab that checks a URL. The package itself checks, in a worker: here its answer is only shown. What is pasted stays in this
 * page. It reaches the page as text only (textContent, value), and no address, no storage and no other host.
 */
(() => {
  const { $, make, fill, tell, copyButton } = Site;
  const data = JSON.parse($("checker-data").textContent);
  const labels = data.texts;
  const MEGABYTE = 1e6;
  const EDITED_AFTER = 400;
  const SHOW_BUSY_AFTER = 500;
  const BEGUN_WITHIN = 8000;
  const DONE_WITHIN = 45000;
  const STARTED_WITHIN = 180000;
  const MOST_CHOICES = 8;

  // ---- loading -------------------------------------------------------------------------------------------------

  /** idle, loading, starting, ready, failed or cancelled. */
  let state = "idle";
  let loading = null;
  /** The files by their last names, kept so that the worker can be started again at once, also offline. */
  let files = null;
  let worker = null;
  /** The check that runs, and the one that comes next. */
  let running = null;
  let next = null;
  let shown = null;
  let number = 0;
  let timers = [];

  const lastName = (name) => name.split("/").pop();
  const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);

  async function fetchFiles(signal) {
    const all = Object.values(data.files).reduce((sum, size) => sum + size, 0);
    let done = 0;
    const found = {};
    showProgress(0, all);
    const count = (length) => {
      done += length;
      showProgress(done, all);
    };
    await Promise.all(Object.entries(data.files).map(async ([name, size]) => {
      found[lastName(name)] = await fetchFile(name, size, count, signal);
    }));
    return found;
  }

  /** Return a file; WebAssembly is compiled while it arrives, once for every worker that is started. */
  async function fetchFile(name, size, count, signal) {
    const response = await fetch(name, { signal });
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    let length = 0;
    const counter = new TransformStream({
      transform(piece, out) {
        length += piece.length;
        count(piece.length);
        out.enqueue(piece);
      },
    });
    const whole = new Response(response.body.pipeThrough(counter), { headers: { "Content-Type": "application/wasm" } });
    const file = name.endsWith(".wasm") ? await WebAssembly.compileStreaming(whole) : await whole.blob();
    if (length !== size) throw new Error(`${name}: not whole`);
    return file;
  }

  /** Start the worker from text: one that is started so inherits this page's policy, and asks for no file. */
  async function startWorker() {
    const [python, assembly] = await Promise.all(["pyodide.mjs", "pyodide.asm.mjs"].map((name) => files[name].text()));
    const loader = python.replace(/export\s*\{\s*([\w$]+) as loadPyodide\b[^}]*\};?/, "const loadPyodide = $1;");
    const address = URL.createObjectURL(new Blob([loader, "\n", assembly, "\n", data.worker], { type: "text/javascript" }));
    const started = new Worker(address, { type: "module" });
    const { [data.package]: archive, ...others } = files;
    try {
      await new Promise((resolve, reject) => {
        setTimeout(reject, STARTED_WITHIN, new Error("it does not start"));
        started.onerror = (event) => reject(new Error(event.message));
        started.onmessage = ({ data: said }) => (said.ready ? resolve() : reject(new Error(said.failed)));
        loading?.signal.addEventListener("abort", () => reject(loading.signal.reason));
        started.postMessage({ files: others, archive, network: data.network });
      });
    } catch (error) {
      started.terminate();
      throw error;
    } finally {
      URL.revokeObjectURL(address);
    }
    started.onerror = (event) => {
      event.preventDefault();
      onCrash(started);
    };
    started.onmessage = ({ data: said }) => onAnswer(started, said);
    return started;
  }

  /** Load the checker, or start its worker again; then check what waits for it. */
  async function load() {
    if (state === "loading" || state === "starting" || state === "ready") return;
    if (typeof WebAssembly === "undefined" || typeof Worker === "undefined") {
      showNote(labels.load_unable);
      return;
    }
    hideNote();
    loading = new AbortController();
    const { signal } = loading;
    try {
      setState("loading");
      files ??= await fetchFiles(signal);
      setState("starting");
      worker = await startWorker();
      signal.throwIfAborted();
      setState("ready");
      tell(labels.ready);
      runNext();
    } catch (error) {
      worker?.terminate();
      worker = null;
      if (signal.aborted) {
        setState("cancelled");
        showNote(labels.load_cancelled, labels.load, retry);
      } else {
        console.warn(error);
        // They may be what keeps it from starting; offline there are no others.
        if (navigator.onLine) files = null;
        setState("failed");
        showNote(labels.load_failed, labels.retry, retry);
      }
    }
  }

  function retry() {
    load();
    $("pasted").focus();
  }

  function setState(now) {
    state = now;
    const isUnderWay = now === "loading" || now === "starting";
    const hadFocus = $("check-load").contains(document.activeElement);
    $("check-load").hidden = !isUnderWay;
    if (hadFocus && !isUnderWay) $("pasted").focus();
    $("check").dataset.state = now;
    if (now === "starting") {
      $("check-load-text").textContent = labels.load_starting;
      $("check-bar").classList.add("is-endless");
      $("check-bar").removeAttribute("aria-valuenow");
      $("check-bar").setAttribute("aria-valuetext", labels.load_starting);
    } else {
      $("check-bar").classList.remove("is-endless");
    }
    if (now === "loading") tell(labels.load_title);
  }

  function showProgress(done, all) {
    const part = Math.min(100, Math.round((100 * done) / all));
    $("check-bar").setAttribute("aria-valuenow", String(part));
    $("check-bar").firstElementChild.style.inlineSize = `${part}%`;
    const text = fill(labels.load_progress, { done: megabytes(done), all: megabytes(all) });
    $("check-bar").setAttribute("aria-valuetext", text);
    $("check-load-text").textContent = text;
  }

  function showNote(text, label = "", act = null) {
    const [said, button] = $("check-note").children;
    said.textContent = text;
    button.textContent = label;
    button.hidden = !act;
    button.onclick = act;
    $("check-note").hidden = false;
    tell(text, true);
  }

  function hideNote() {
    $("check-note").hidden = true;
  }

  // ---- one check -----------------------------------------------------------------------------------------------

  /** Check what is in the box now. `isAsked`: somebody pressed a button for it, so that an empty box is worth a word. */
  function check(isAsked = true) {
    const pasted = $("pasted").value;
    const text = pasted.toWellFormed ? pasted.toWellFormed() : pasted;
    showProblem("");
    hideNote();
    if (!text.trim()) {
      next = null;
      showNothing();
      if (isAsked) showProblem(labels.empty);
      return;
    }
    next = { text, tracker: $("check-tracker").value, network: $("check-network").value, isAsked, crashes: 0 };
    if (state === "ready") {
      runNext();
    } else {
      showNothing();
      load();
    }
  }

  function runNext() {
    if (running || !next) return;
    running = next;
    next = null;
    running.id = ++number;
    timers = [
      setTimeout(showBusy, SHOW_BUSY_AFTER),
      setTimeout(() => running?.hasBegun || onCrash(worker), BEGUN_WITHIN),
      setTimeout(() => giveUp(labels.too_long), DONE_WITHIN),
    ];
    const { id, text, tracker, network } = running;
    worker.postMessage({ id, text, tracker, network });
  }

  /** Say that it takes longer. What is shown of another text goes: nobody is to copy a URL from it meanwhile. */
  function showBusy() {
    showNothing();
    showNote(labels.checking_long, labels.cancel, stop);
  }

  function finish() {
    timers.forEach(clearTimeout);
    const done = running;
    running = null;
    return done;
  }

  function onAnswer(from, said) {
    if (from !== worker || said.id !== running?.id) return;
    if (said.begun) {
      running.hasBegun = true;
      return;
    }
    if (said.failed !== undefined) {
      console.warn(said.failed);
      onCrash(from);
      return;
    }
    const done = finish();
    hideNote();
    if (!next) show(JSON.parse(said.answer), done);
    runNext();
  }

  /** Start another worker in place of one that is gone. What it was at is tried once more. */
  function onCrash(from) {
    if (from !== worker) return;
    const lost = finish();
    renew();
    const isTriedAgain = lost?.crashes === 0;
    if (isTriedAgain) next ??= { ...lost, crashes: 1 };
    load();
    if (lost && !isTriedAgain) showNote(labels.failed, labels.retry, check);
    else if (!lost) showNote(labels.crashed);
  }

  function renew() {
    worker.terminate();
    worker = null;
    state = "idle";
  }

  function giveUp(text) {
    finish();
    next = null;
    renew();
    showNothing();
    load();
    showNote(text);
  }

  const stop = () => {
    giveUp(labels.stopped);
    $("pasted").focus();
  };

  // ---- what is shown -------------------------------------------------------------------------------------------

  function showProblem(text) {
    const error = $("pasted-error");
    error.hidden = !text;
    error.textContent = text;
    if (text) $("pasted").setAttribute("aria-invalid", "true");
    else $("pasted").removeAttribute("aria-invalid");
    if (text) tell(text);
  }

  function showNothing() {
    shown = null;
    $("checked").replaceChildren();
  }

  function show(answer, done) {
    if (answer.problems) {
      showNothing();
      showProblem(answer.problems.join(" "));
      return;
    }
    shown = answer;
    const count = answer.results.reduce((sum, result) => sum + result.urls.length, 0);
    const cards = answer.results.flatMap((result) => resultCards(result, count));
    const more = answer.more ? [make("p", { class: "notice info" }, answer.more)] : [];
    $("checked").replaceChildren(...cards, ...more, actions(answer));
    tell(answer.results.flatMap((result) => result.urls.map((url) => url.said)).slice(0, 3).join(". "));
    const top = $("checked").getBoundingClientRect().top;
    if (done.isAsked && (top < 0 || top > innerHeight * 0.6)) $("checked").scrollIntoView({ block: "start" });
  }

  /** A URL in parts that stay on a line; each piece is [kind, text], and a kind is written as an element. */
  function parts(pieces) {
    const elements = { gone: "del", new: "ins", place: "mark" };
    return pieces.flatMap(([kind, text]) => {
      if (kind === "more") return [make("span", { class: "more" }, "…")];
      if (kind === "place" && !text) return [make("mark", { class: "point", title: labels.here }, "\u200b")];
      const split = text.split(/(?=[?&])|(?<![:/])(?=\/)|(?<==)/);
      return split.map((part) => make("span", { class: "part" }, elements[kind] ? make(elements[kind], {}, part) : part));
    });
  }

  /** A sentence; what is between ` is a command or a macro. */
  const sentence = (text) => text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? make("code", {}, part) : part));

  const block = (pieces, look) => make("pre", { class: `url ${look}`, dir: "ltr", tabindex: "0" }, make("code", {}, ...parts(pieces)));

  function resultCards(result, count) {
    const about = result.urls.findIndex((url) => url.whose.length > 0);
    return result.urls.map((url, index) => {
      const isLast = index === result.urls.length - 1;
      return make("article", { class: `card found is-${url.verdict}` },
        make("h2", { class: "verdict" }, make("span", {}, ...sentence(url.said))),
        ...correction(url),
        ...url.whose.map((said) => make("p", { class: "soft" }, ...sentence(said))),
        index === Math.max(about, 0) ? choices(result) : null,
        findings(url),
        partList(url, count),
        isLast ? makeButton(result) : null);
    });
  }

  function correction(url) {
    const isNew = url.corrected !== null;
    const pieces = isNew ? url.changes : [["same", url.url]];
    const text = isNew ? url.corrected : url.url;
    const isWorthCopying = isNew || url.verdict === "note" || url.verdict === "right";
    const title = url.before ?? labels.your_url;
    const shownUrl = block(pieces, isNew ? "is-new" : "");
    shownUrl.setAttribute("aria-label", isNew ? labels.paste_this : labels.your_url);
    const button = isWorthCopying ? copyButton({ what: "checked", text, label: labels.copy_url, done: labels.copied_url, block: shownUrl }) : null;
    const isMarked = isNew && pieces.some(([kind]) => kind !== "same");
    const legend = isMarked
      ? make("p", { class: "legend" }, make("del", {}, labels.legend_gone), make("ins", {}, labels.legend_new))
      : null;
    return [make("div", { class: "correction" }, make("div", { class: "head" }, make("p", {}, ...sentence(title)), button), shownUrl, legend)];
  }

  /** The trackers that it may be, to be chosen from. */
  function choices(result) {
    const ids = result.data.guessed && result.data.candidates.length > 1 ? result.data.candidates.slice(0, MOST_CHOICES) : [];
    if (!ids.length) return null;
    const buttons = ids.map((id) => {
      const button = make("button", { type: "button", class: "quiet small" }, data.trackers[id]);
      button.addEventListener("click", () => {
        $("check-tracker").value = id;
        check();
        $("check-tracker").focus();
      });
      return button;
    });
    return make("div", { class: "choose", role: "group", "aria-label": labels.for_tracker }, make("span", { class: "soft" }, labels.for_tracker), ...buttons);
  }

  function findings(url) {
    if (!url.findings.length) return null;
    const items = url.findings.map((finding) =>
      make("li", { class: `finding is-${finding.severity}` },
        make("div", { class: "said" }, ...finding.said.map((said) => make("p", {}, ...sentence(said)))),
        block(finding.place, "place"),
        make("p", { class: "soft" }, ...sentence(finding.why))));
    return make("ol", { class: "findings", "aria-label": labels.findings }, ...items);
  }

  function partList(url, count) {
    if (!url.parts.length) return null;
    const rows = url.parts.map(([text, meaning]) => make("div", {}, make("dt", { dir: "ltr" }, text), make("dd", {}, meaning)));
    const more = url.more_parts ? [make("p", { class: "soft" }, url.more_parts)] : [];
    return make("details", { open: count < 3 }, make("summary", {}, labels.parts), make("dl", { class: "part-list" }, ...rows), ...more);
  }

  function makeButton(result) {
    const { fields = {}, ...options } = result.make;
    if (!options.network) return null;
    // As the address of the other tab has it, which reads it there.
    const asked = Object.entries(options).map(([name, value]) => [name.replaceAll("_", "-"), value]);
    asked.push(...Object.entries(fields).map(([name, value]) => [name === "account" ? name : `field.${name}`, value]));
    const link = make("a", { class: "button quiet make-this", href: `#${new URLSearchParams(asked)}` }, labels.make);
    return make("div", { class: "check-buttons" }, link);
  }

  function actions(answer) {
    const json = () => JSON.stringify(answer.results.map((result) => result.data), null, 2);
    const reply = make("pre", { class: "url", tabindex: "0" }, answer.reply);
    const button = (what, text, look) =>
      copyButton({ what, text, label: labels[`copy_${what}`], done: labels[`copied_${what}`], shown: labels[`copy_${what}`], look, block: reply });
    return make("div", { class: "card answers" },
      make("div", { class: "check-buttons" }, button("reply", answer.reply, ""), button("report", answer.report, "quiet"), button("json", json, "quiet")),
      make("details", {}, make("summary", {}, labels.reply), reply));
  }

  // ---- the form ------------------------------------------------------------------------------------------------

  let edited = null;

  function onInput(event) {
    clearTimeout(edited);
    showProblem("");
    if (["insertFromPaste", "insertFromDrop"].includes(event.inputType)) check();
    else if (!$("pasted").value.trim()) check(false);
    else if (shown) edited = setTimeout(check, EDITED_AFTER, false);
  }

  function clear() {
    $("pasted").value = "";
    $("check-tracker").value = "";
    $("check-network").value = "";
    if (running) stop();
    check(false);
    $("pasted").focus();
  }

  function startForm() {
    for (const [id, names] of [["check-tracker", data.trackers], ["check-network", data.networks]]) {
      $(id).append(...Object.entries(names).map(([value, name]) => make("option", { value }, name)));
      $(id).addEventListener("change", () => $("pasted").value.trim() && check());
    }
    $("check-form").addEventListener("submit", (event) => {
      event.preventDefault();
      check();
    });
    $("pasted").addEventListener("input", onInput);
    $("pasted").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) check();
    });
    $("check-clear").addEventListener("click", clear);
    $("check-cancel").addEventListener("click", () => loading?.abort());
    for (const button of document.querySelectorAll("[data-example]")) {
      button.addEventListener("click", () => {
        $("pasted").value = data.examples[button.dataset.example];
        $("check-tracker").value = "";
        $("check-network").value = "";
        check();
      });
    }
  }

  function loadIfShown() {
    if (!$("check").hidden && state === "idle") load();
  }

  if (location.protocol === "file:") {
    $("as-file").hidden = false;
    $("check-form").hidden = true;
  } else {
    startForm();
    addEventListener("hashchange", loadIfShown);
    loadIfShown();
  }
})();
