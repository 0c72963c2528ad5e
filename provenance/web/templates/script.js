"use strict";
// Conveniences; without them every word of the page is there.
(() => {
  const every = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const passages = every(".passage");
  const form = document.querySelector("[data-filters]");
  const marks = every(".text mark[data-p]").map((mark) => [mark, mark.dataset.p.split(" ")]);
  const tags = every(".tag");
  const bars = every(".mini [data-n]");
  const picks = every("[data-source]");
  every(".pick, .keys").forEach((one) => { one.hidden = false; });

  // Of a long list of passages most are still one piece of text each. They are made when they come near, are printed, or
  // when there is time.
  const make = (passage) => {
    const kept = passage.querySelector(":scope > noscript");
    if (kept) kept.outerHTML = kept.textContent;
  };
  const waiting = passages.filter((one) => one.querySelector(":scope > noscript"));
  if (waiting.length) {
    const near = new IntersectionObserver((seen) => {
      seen.filter((one) => one.isIntersecting).forEach((one) => { near.unobserve(one.target); make(one.target); });
    }, { rootMargin: "2000px" });
    waiting.forEach((one) => near.observe(one));
    addEventListener("beforeprint", () => waiting.forEach(make));
    const idle = window.requestIdleCallback ?? ((then) => setTimeout(() => then({ timeRemaining: () => 8 }), 200));
    let next = 0;
    const some = (left) => {
      const stop = next + 20;
      while (next < Math.min(stop, waiting.length) && left.timeRemaining() > 4) make(waiting[next++]);
      if (next < waiting.length) idle(some);
    };
    addEventListener("load", () => setTimeout(() => idle(some), 1000));
  }

  // What is chosen stands in the fragment, so that a link shows the same.
  const chosen = () => {
    const fields = form ? new FormData(form) : new FormData();
    return {
      words: Number(fields.get("words")) || 0,
      changed: Number(fields.get("changed")) || 0,
      kinds: fields.getAll("kind"),
      hide: fields.getAll("hide"),
      sources: picks.filter((one) => !one.checked).map((one) => one.dataset.source),
    };
  };
  const isShown = (passage, filter) =>
    Number(passage.dataset.words) >= filter.words
    && Number(passage.dataset.changed) >= filter.changed
    && filter.kinds.includes(passage.dataset.kind)
    && !filter.sources.includes(passage.dataset.letter)
    && !(passage.dataset.marks || "").split(" ").some((mark) => filter.hide.includes(mark));
  const apply = () => {
    const filter = chosen();
    const off = new Set();
    for (const passage of passages) {
      const shown = isShown(passage, filter);
      passage.classList.toggle("off", !shown);
      if (!shown) off.add(passage.dataset.n);
    }
    for (const [mark, numbers] of marks) mark.classList.toggle("off", numbers.every((n) => off.has(n)));
    for (const one of [...tags, ...bars]) one.classList.toggle("off", off.has(one.dataset.n));
    const noun = passages.length === 1 ? "passage" : "passages";
    form.querySelector("output").textContent = `${passages.length - off.size} of ${passages.length} ${noun} shown`;
  };
  const remember = () => {
    const filter = chosen();
    const state = new URLSearchParams({ words: filter.words, changed: filter.changed });
    every("input[name=kind]", form).filter((one) => !one.checked).forEach((one) => state.append("not", one.value));
    filter.hide.forEach((mark) => state.append("hide", mark));
    filter.sources.forEach((letter) => state.append("without", letter));
    history.replaceState(null, "", `#${state}`);
  };
  const restore = () => {
    if (!location.hash.includes("=")) return;
    const state = new URLSearchParams(location.hash.slice(1));
    form.elements.words.value = state.get("words") || 0;
    form.elements.changed.value = state.get("changed") || 0;
    every("input[name=kind]", form).forEach((one) => { one.checked = !state.getAll("not").includes(one.value); });
    every("input[name=hide]", form).forEach((one) => { one.checked = state.getAll("hide").includes(one.value); });
    picks.forEach((one) => { one.checked = !state.getAll("without").includes(one.dataset.source); });
  };
  if (form) {
    form.hidden = false;
    every("button", form).forEach((one) => { one.hidden = true; });
    restore();
    apply();
    const change = () => { apply(); remember(); };
    form.addEventListener("input", change);
    form.addEventListener("submit", (event) => event.preventDefault());
    picks.forEach((one) => one.addEventListener("input", change));
  }

  // The next and the previous passage.
  let here = -1;
  const go = (step) => {
    const shown = passages.filter((one) => !one.classList.contains("off"));
    if (!shown.length) return;
    const at = here < 0 ? (step > 0 ? -1 : 0) : shown.indexOf(passages[here]);
    const next = shown[(at + step + shown.length) % shown.length];
    passages.forEach((one) => one.classList.toggle("now", one === next));
    here = passages.indexOf(next);
    make(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
    bring(next.dataset.n);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea")) return;
    if ("nj".includes(event.key)) go(1);
    else if ("pk".includes(event.key)) go(-1);
  });

  // Two texts beside each other: a passage is brought into view on both sides, and they scroll together.
  const panes = every(".pane");
  const placesOf = (pane) => {
    const tops = new Map();
    const top = pane.getBoundingClientRect().top - pane.scrollTop;
    every(".tag", pane).forEach((tag) => tops.set(tag.dataset.n, tag.getBoundingClientRect().top - top));
    return tops;
  };
  const bring = (number) => {
    for (const pane of panes) {
      const place = placesOf(pane).get(number);
      if (place !== undefined) { follows = pane; pane.scrollTop = place - 40; }
    }
  };
  let follows = null;
  if (panes.length === 2) {
    panes.forEach((pane, side) => pane.addEventListener("scroll", () => {
      if (follows === pane) { follows = null; return; }
      const other = panes[1 - side];
      const [ours, theirs] = [placesOf(pane), placesOf(other)];
      const near = [...ours].filter(([n]) => theirs.has(n))
        .sort((a, b) => Math.abs(a[1] - pane.scrollTop - 40) - Math.abs(b[1] - pane.scrollTop - 40))[0];
      const to = near ? theirs.get(near[0]) + pane.scrollTop - near[1] : pane.scrollTop;
      if (Math.abs(other.scrollTop - to) > 1) { follows = other; other.scrollTop = to; }
    }, { passive: true }));
    every(".pane .tag").forEach((tag) => tag.addEventListener("click", () => bring(tag.dataset.n)));
  }

  // What belongs together lights up.
  const light = (target) => {
    every(".lit").forEach((one) => one.classList.remove("lit"));
    const change = target.closest?.("[data-c]");
    const number = change && (change.closest(".passage")?.dataset.n ?? change.closest("mark").dataset.p.split(" ")[0]);
    if (number) {
      const places = [`#passage-${number}`, `.text mark[data-p="${number}"]`, `.text mark[data-p^="${number} "]`];
      every(places.map((one) => `${one} [data-c="${change.dataset.c}"]`).join()).forEach((one) => one.classList.add("lit"));
    }
    const mark = target.closest?.(".pane mark[data-p]");
    if (!mark) return;
    const numbers = mark.dataset.p.split(" ");
    marks.filter(([, own]) => own.some((n) => numbers.includes(n))).forEach(([one]) => one.classList.add("lit"));
  };
  document.addEventListener("pointerover", (event) => light(event.target));

  // A file dropped anywhere on the form is chosen; nothing is sent before the button is pressed.
  const chooser = document.querySelector("input[data-drop]");
  if (chooser) {
    chooser.form.addEventListener("dragover", (event) => event.preventDefault());
    chooser.form.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      chooser.files = event.dataTransfer.files;
    });
  }
})();
