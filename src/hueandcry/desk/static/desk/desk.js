// The desk works without this. With it, a fact and its words in the source light up together.
"use strict";
(() => {
  const source = document.querySelector(".source");
  if (!source) return;
  const marks = [...source.querySelectorAll("mark[data-facts]")];
  const marksOf = (fact) => marks.filter((mark) => mark.dataset.facts.split(" ").includes(fact));
  const facts = [...document.querySelectorAll("[data-fact]")];
  const closest = (element) => element.closest("[data-fact]");

  function light(fact) {
    document.querySelectorAll(".now").forEach((lit) => lit.classList.remove("now"));
    if (!fact) return;
    facts.filter((one) => one.dataset.fact === fact).forEach((one) => one.classList.add("now"));
    marksOf(fact).forEach((mark) => mark.classList.add("now"));
  }

  // Only where the source scrolls beside the draft: on a telephone a jump would take the field away.
  function show(fact) {
    const [first] = marksOf(fact);
    if (!first || source.scrollHeight <= source.clientHeight) return;
    const top = first.getBoundingClientRect().top - source.getBoundingClientRect().top + source.scrollTop;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    source.scrollTo({ top: top - source.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
  }

  let focused = "";
  let mouse = "";
  function follow(element) {
    const fact = closest(element);
    focused = fact ? fact.dataset.fact : "";
    light(focused);
    if (focused) show(focused);
  }
  document.addEventListener("focusin", (event) => follow(event.target));
  follow(document.activeElement);  // Somebody quick was in a field before this arrived.
  document.addEventListener("mouseover", (event) => {
    // A page that scrolls or opens under a resting mouse is not a wish: the keyboard's fact stays lit.
    const before = mouse;
    mouse = `${event.screenX} ${event.screenY}`;
    if (!before || mouse === before) return;
    const fact = closest(event.target);
    if (fact) light(fact.dataset.fact);
    else if (event.target.matches("mark[data-facts]")) light(event.target.dataset.facts.split(" ")[0]);
    else light(focused);
  });
  source.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-facts]");
    if (!mark || String(window.getSelection())) return;
    const [name] = mark.dataset.facts.split(" ");
    const fact = facts.find((one) => one.dataset.fact === name);
    if (!fact) return;
    fact.scrollIntoView({ block: "center" });
    const field = fact.querySelector("input:not([type=hidden]), select, textarea");
    if (field) field.focus({ preventScroll: true });
    light(name);
  });

  // Leaving with something typed and not saved asks first.
  const form = document.querySelector("form.draft");
  if (form) {
    let typed = false;
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  }
})();
