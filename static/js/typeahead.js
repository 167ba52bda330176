// A combobox as ARIA describes it: the focus stays in the field, the arrows move along the suggestions htmx has brought.
import { say, speak } from "./words.js";

const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
const optionsOf = (field) => [...listOf(field).querySelectorAll("[role=option]")];

function close(field) {
  listOf(field).hidden = true;
  field.setAttribute("aria-expanded", "false");
  mark(field, null);
}

function open(field) {
  const hits = optionsOf(field);
  if (!hits.length) { close(field); return; }
  listOf(field).hidden = false;
  field.setAttribute("aria-expanded", "true");
}

function mark(field, wanted) {
  for (const option of optionsOf(field)) option.setAttribute("aria-selected", String(option === wanted));
  if (wanted) {
    field.setAttribute("aria-activedescendant", wanted.id);
    wanted.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function choose(field, option) {
  if (option.dataset.url) { window.location.assign(option.dataset.url); return; }
  field.value = option.dataset.value || option.querySelector("span").textContent.trim();
  close(field);
  field.dispatchEvent(new CustomEvent("typeahead:chosen", { bubbles: true, detail: option.dataset }));
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-typeahead]")) return;
  const hits = optionsOf(field);
  const at = hits.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const shown = field.getAttribute("aria-expanded") === "true";
  if (event.key === "Escape" && shown) { event.preventDefault(); close(field); }
  else if (event.key === "Enter" && shown && at >= 0) { event.preventDefault(); choose(field, hits[at]); }
  else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && hits.length) {
    event.preventDefault();
    open(field);
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(field, hits[at < 0 ? (step > 0 ? 0 : hits.length - 1) : (at + step + hits.length) % hits.length]);
  }
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[role=listbox] > [role=option]");
  const field = option && document.querySelector(`[data-typeahead][aria-controls="${CSS.escape(option.parentElement.id)}"]`);
  if (!field) return;
  event.preventDefault();
  choose(field, option);
});

document.addEventListener("focusout", (event) => { if (event.target.matches?.("[data-typeahead]")) close(event.target); });

document.body.addEventListener("htmx:afterSwap", (event) => {
  const field = document.querySelector(`[data-typeahead][aria-controls="${CSS.escape(event.detail.target.id || "-")}"]`);
  if (!field) return;
  open(field);
  mark(field, null);
  speak(say("hits", { n: optionsOf(field).length }));
});
