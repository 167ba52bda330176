// Where the focus goes: to the list of mistakes when a form comes back, and never to nowhere after a swap.
import { say, speak } from "./words.js";

let held = null;

function welcome(root) {
  const wanted = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
  wanted?.focus();
  const said = root.matches?.("[data-announce]") ? root : root.querySelector?.("[data-announce]");
  if (said) speak(said.dataset.announce);
  return Boolean(wanted);
}

welcome(document.body);

// A mistake leads to its field without a mark in the address: with one the browser would take the focus there when the form is
// refused once more, past the new list of mistakes.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".summary a[href^='#']");
  const field = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const at = document.activeElement;
  held = event.detail.target.contains(at) ? { id: at.id, name: at.getAttribute("name"), target: event.detail.target.id } : null;
  // Answers that refuse a form carry the form: show them.
  if ([400, 403, 409, 422].includes(event.detail.xhr.status) && event.detail.xhr.getResponseHeader("X-Fragment")) event.detail.shouldSwap = true;
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (welcome(event.detail.elt) || !held || document.activeElement !== document.body) { held = null; return; }
  const again = (held.id && document.getElementById(held.id)) || (held.target && document.getElementById(held.target));
  held = null;
  if (!again) return;
  if (again.tabIndex < 0) again.tabIndex = -1;
  again.focus({ preventScroll: true });
});

document.body.addEventListener("htmx:sendError", () => speak(say("offline")));
document.body.addEventListener("htmx:responseError", () => speak(say("failed")));
