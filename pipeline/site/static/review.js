/* Keys for who decides much. All of it can be done with the buttons; the keys can be switched off. */
"use strict";
// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
const queue = document.querySelector("[data-queue]");
if (queue) {
  const items = [...queue.children].filter((item) => item.querySelector("form"));
  const note = document.querySelector("p.keys"), box = note.querySelector("input");
  note.hidden = false;
  box.checked = localStorage.getItem("keys") !== "off";
  box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  let at = Math.max(0, Math.min(items.length - 1, Number((location.hash.match(/^#q(\d+)$/) || [0, 1])[1]) - 1));
  const show = (to) => {
    if (!items.length) return;
    items[at].classList.remove("here");
    at = Math.max(0, Math.min(items.length - 1, to));
    items[at].classList.add("here");
    items[at].focus({ preventScroll: true });
    items[at].scrollIntoView({ block: "nearest" });
  };
  if (items.length) items[at].classList.add("here");
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, button, a, summary")) return;
    const here = items[at], key = event.key;
    if (key === "j") show(at + 1);
    else if (key === "k") show(at - 1);
    else if (key === "u") document.querySelector("form[data-undo] button")?.click();
    else if (key === "Enter" && here) here.querySelector("a").click();
    else if (key === "y" && here) here.querySelector('button[data-key="y"]')?.click();
    else if (key === "n" && here) {
      const button = here.querySelector('button[data-key="n"]');
      // Of a link there is one other answer, of a state there are several: the key leads to the first of them.
      if (here.querySelector("form.link")) button?.click();
      else if (button) { event.preventDefault(); button.focus(); }
    }
    else if (key === "o" && here) { event.preventDefault(); here.querySelector('select[data-key="o"]')?.focus(); }
  });
}
