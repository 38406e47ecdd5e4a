// The draft screen works without this. With it, words of the source are chosen with the mouse or the arrow keys.
"use strict";
(() => {
  const source = document.querySelector(".left .source");
  const text = source && source.querySelector(".text");
  const pick = document.getElementById("pick");
  const form = document.getElementById("draft");
  if (!text || !pick || !form) return;
  const words = document.getElementById("pick-words");
  const into = document.getElementById("pick-into");
  const [start, end] = ["pick-start", "pick-end"].map((id) => document.getElementById(id));
  const said = document.getElementById("pick-said");
  const selection = window.getSelection();
  pick.querySelectorAll("[hidden]").forEach((part) => part.removeAttribute("hidden"));

  // The server counts characters, the browser halves of some of them.
  const place = (node, offset) => {
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(node, offset);
    return [...before.toString()].length;
  };

  function chosen() {
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const inside = text.contains(range.startContainer) && text.contains(range.endContainer);
    return inside && range.toString().trim() ? range : null;
  }

  function note() {
    const range = chosen();
    if (!range) return;
    words.value = range.toString().trim().replace(/\s+/g, " ");
    start.value = place(range.startContainer, range.startOffset);
    end.value = place(range.endContainer, range.endOffset);
    pick.open = true;
  }
  document.addEventListener("selectionchange", note);
  words.addEventListener("input", () => { start.value = end.value = ""; });
  // Enter would save without the words: it goes on to the buttons that say what they are.
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.isComposing) return;
    event.preventDefault();
    if (!words.value.trim()) return;
    pick.querySelector(".kinds button").focus();
    said.textContent = words.dataset.next;
  });

  // An address goes to the target that was looked at last, a date to the incident.
  form.addEventListener("focusin", (event) => {
    const fact = event.target.closest("[data-fact]");
    if (!fact) return;
    const near = [...into.options].find((one) => one.dataset.of
      && (fact.dataset.fact === one.dataset.of || fact.dataset.fact.startsWith(`${one.dataset.of}-`)));
    if (near) into.value = near.value;
  });

  function step(forward, more) {
    if (!selection.rangeCount || !text.contains(selection.anchorNode)) selection.collapse(text, 0);
    else if (!more && forward) selection.collapseToEnd();
    else if (!more) selection.collapseToStart();
    selection.modify("extend", forward ? "forward" : "backward", "word");
    if (selection.isCollapsed || !selection.toString().trim()) {
      selection.modify("extend", forward ? "forward" : "backward", "word");
    }
    const range = chosen();
    if (!range) return;
    said.textContent = range.toString().trim();
    const seen = range.getBoundingClientRect(), pane = source.getBoundingClientRect();
    if (seen.top < pane.top || seen.bottom > pane.bottom) source.scrollTop += seen.top - pane.top - pane.height / 3;
  }

  source.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const forward = (event.key === "ArrowRight") !== (getComputedStyle(text).direction === "rtl");
      step(forward, event.shiftKey);
      event.preventDefault();
    } else if (event.key === "Escape") {
      selection.removeAllRanges();
    } else if (chosen()) {
      // On a Cyrillic keyboard the key with the letter p on it counts as p.
      const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
      const button = pick.querySelector(`button[data-key="${CSS.escape(letter)}"]`);
      if (!button) return;
      event.preventDefault();
      note();  // the browser tells of a selection a moment later than it is there
      button.click();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".foot button[value='save']"));
  });
})();
