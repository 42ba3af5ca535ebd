// Copyright (c) 2026, virtual_appliance.routing contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Tables that sort by their heads and show the rows that their filters leave.
function sortable(table) {
  for (const head of table.tHead.querySelectorAll("th")) {
    if (head.querySelector("button")) continue;
    const button = make("button", {type: "button", class: "sort"}, ...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => sortBy(table, head, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending"));
  }
}

function sortBy(table, head, direction) {
  for (const other of head.parentNode.children) other.setAttribute("aria-sort", other === head ? direction : "none");
  const column = [...head.parentNode.children].indexOf(head);
  const number = head.hasAttribute("data-number");
  const compare = new Intl.Collator("en", {numeric: true}).compare;
  const keyed = [...table.tBodies[0].rows].map((row) => [row, row.cells[column].textContent.trim()]);
  const order = number ? (one, other) => (parseFloat(one) || 0) - (parseFloat(other) || 0) : compare;
  keyed.sort((one, other) => (direction === "ascending" ? 1 : -1) * order(one[1], other[1]));
  table.tBodies[0].append(...keyed.map(([row]) => row));
}

function filterRows(identity) {
  const table = document.getElementById(identity);
  const wanted = [...document.querySelectorAll(`[data-filter][data-table="${identity}"]`)].map((control) => [control.dataset.filter, control.value.trim()]);
  const words = wanted.filter(([key]) => key === "text").flatMap(([, value]) => value.toLowerCase().split(/\s+/)).filter(Boolean);
  const chosen = wanted.filter(([key, value]) => key !== "text" && value);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const text = words.length ? row.textContent.toLowerCase() : "";
    row.hidden = !(words.every((word) => text.includes(word)) && chosen.every(([key, value]) => (row.dataset[key] || "").split("|").includes(value)));
    shown += row.hidden ? 0 : 1;
  }
  const all = table.tBodies[0].rows.length;
  for (const count of document.querySelectorAll(`[data-count="${identity}"]`)) count.textContent = shown === all ? `${all} rows` : `${shown} of ${all} rows`;
}

function clearFilters(identity) {
  for (const control of document.querySelectorAll(`[data-filter][data-table="${identity}"]`)) control.value = "";
  filterRows(identity);
}

function startTables() {
  for (const table of document.querySelectorAll("table.sortable")) if (table.tHead.rows.length) sortable(table);
  for (const control of document.querySelectorAll("[data-filter]")) {
    control.addEventListener(control.tagName === "SELECT" ? "change" : "input", () => filterRows(control.dataset.table));
  }
  for (const button of document.querySelectorAll("[data-clear]")) {
    button.addEventListener("click", () => clearFilters(button.dataset.clear));
    filterRows(button.dataset.clear);
  }
}
