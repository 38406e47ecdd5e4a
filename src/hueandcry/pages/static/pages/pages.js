/* Two comforts that nobody needs: buttons that copy, and your own words shown in their place in the letter. */
"use strict";
for (const box of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(box.dataset.copy);
  if (!field || !navigator.clipboard) continue;
  box.hidden = false;
  box.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.focus();
      field.select();
      return;
    }
    const was = box.textContent;
    box.textContent = box.dataset.done;
    setTimeout(() => { box.textContent = was; }, 2000);
  });
}
const own = document.getElementById("own");
const words = document.getElementById("f-words");
if (own && words) {
  const empty = own.textContent;
  const show = () => { own.textContent = words.value.trim() || empty; };
  words.addEventListener("input", show);
  show();
}
