/* Filtering, sorting, searching and marking. All that is shown is readable without it. */
"use strict";
document.documentElement.classList.add("js");

// A value and its words on the page: choosing one marks all of the other's parts.
function followMark() {
  for (const on of document.querySelectorAll(".on")) on.classList.remove("on");
  const target = document.querySelector(":target");
  const named = target && target.id.match(/^(?:value|mark)-([a-z]+-[a-z_]+)/);
  if (!named) return;
  for (const part of document.querySelectorAll(`[id^="mark-${named[1]}-"], #value-${named[1]}`)) part.classList.add("on");
}
window.addEventListener("hashchange", followMark);
followMark();

// Filters of a table: its rows say what they are in data attributes.
for (const form of document.querySelectorAll("form[data-filters]")) {
  const rows = [...document.getElementById(form.dataset.filters).tBodies[0].rows];
  const count = form.querySelector(".count");
  const apply = () => {
    const asked = new FormData(form);
    const words = (asked.get("words") || "").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits =
        (!asked.get("status") || row.dataset.status === asked.get("status")) &&
        (!asked.get("owner") || JSON.parse(row.dataset.owner).includes(asked.get("owner"))) &&
        (!asked.get("late") || row.dataset.late === "yes") &&
        (!asked.get("silent") || row.dataset.silent === "yes") &&
        words.every((word) => text.includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${rows.length} shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
  window.addEventListener("pageshow", apply);  // a browser that goes back fills the fields in again
}

// Sorting by a column, by the values that its cells give.
for (const head of document.querySelectorAll("th[data-sort]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const table = head.closest("table"), at = head.cellIndex;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => row.cells[at].dataset.value || row.cells[at].textContent.trim();
    const rows = [...table.tBodies[0].rows].sort((a, b) => value(a).localeCompare(value(b)));
    table.tBodies[0].append(...(down ? rows.reverse() : rows));
  });
}

// Search: the entries are fetched as a script, which works from a disk too, when the first word is typed.
for (const form of document.querySelectorAll("form[data-search]")) {
  const input = form.querySelector("input"), found = document.querySelector("ol.found");
  const count = document.querySelector("p.count");
  let index = null, wanted = null;
  const show = () => {
    const asked = input.value.trim();
    try { history.replaceState(null, "", asked ? `?words=${encodeURIComponent(asked)}` : location.pathname); }
    catch { /* a page from a disk has no address of its own in some browsers */ }
    found.replaceChildren();
    if (!asked) { count.textContent = ""; return; }
    const hits = index.search(asked, { prefix: true, fuzzy: 0.15, combineWith: "AND", boost: { owners: 2 } });
    count.textContent = `${hits.length} found${hits.length > 50 ? ", the first 50 shown" : ""}`;
    for (const hit of hits.slice(0, 50)) {
      const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
      link.href = hit.page;
      link.textContent = hit.where ? `${hit.name} – ${hit.where}` : hit.name;
      text.textContent = hit.owners ? `${hit.text} (${hit.owners})` : hit.text;
      item.append(link, text);
      found.append(item);
    }
  };
  const load = () => {
    if (index) { show(); return; }
    if (wanted) return;
    count.textContent = "Loading …";
    wanted = document.createElement("script");
    wanted.src = form.dataset.search;
    wanted.onload = () => {
      index = new MiniSearch({ fields: ["name", "text", "owners", "where", "when"], storeFields: ["page", "name", "text", "owners", "where"] });
      index.addAll(window.SEARCH_ENTRIES);
      show();
    };
    wanted.onerror = () => { count.textContent = "What can be searched could not be loaded."; };
    document.head.append(wanted);
  };
  input.addEventListener("input", load);
  form.addEventListener("submit", (event) => { event.preventDefault(); load(); });
  form.hidden = false;
  const asked = new URLSearchParams(location.search).get("words");
  if (asked) { input.value = asked; load(); }
}
