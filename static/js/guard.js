// Nothing typed is lost by a slip: a form with `data-guard` says that it is not saved, asks before the page is left, and is
// sent once however often the button is pressed.
import { icon, say } from "./words.js";

const changed = new WeakSet();
const sent = new WeakSet();
const guarded = (element) => element?.closest?.("form[data-guard]");

export const dirty = (form) => changed.has(form);
export const forget = (form) => changed.delete(form);

function tell(form, name, look, mark) {
  const place = form.querySelector("[data-saved]");
  if (!place) return;
  place.classList.toggle("unsaved", look);
  const text = document.createElement("span");
  text.textContent = say(name);
  place.replaceChildren(icon(mark), text);
}

document.addEventListener("input", (event) => {
  const form = guarded(event.target);
  if (!form || changed.has(form)) return;
  changed.add(form);
  tell(form, "unsaved", true, "triangle-alert");
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  if (!guarded(form)) return;
  changed.delete(form);
  tell(form, "saving", false, "hourglass");
});

function again(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (!form) return;
  again(form);
  if (event.detail.successful) return;
  changed.add(form);
  tell(form, "unsaved", true, "triangle-alert");
});

// Back in the browser shows the page as it was: its forms can be sent once more.
window.addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[aria-busy]").forEach(again); });

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some(dirty)) event.preventDefault();
});
