// Side panels are <dialog>s: the browser keeps the focus inside and the page behind inert; here the way in and back.
import { dirty, forget } from "./guard.js";
import { say } from "./words.js";

const openers = new WeakMap();

function show(panel, opener) {
  if (panel.open) return;
  openers.set(panel, opener);
  panel.showModal();
  (panel.querySelector("[autofocus], .panel-body :is(input:not([type=hidden]), select, textarea, button, a[href])") ?? panel).focus();
}

function leave(panel) {
  const forms = [...panel.querySelectorAll("form[data-guard]")].filter(dirty);
  if (forms.length && !window.confirm(say("leave"))) return false;
  forms.forEach(forget);
  panel.close();
  return true;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-panel]");
  const panel = opener && document.getElementById(opener.dataset.panel);
  if (panel instanceof HTMLDialogElement) {
    event.preventDefault();
    show(panel, opener);
    return;
  }
  const inside = event.target.closest("dialog.panel");
  if (!inside) return;
  const close = event.target.closest(".panel-close, [data-panel-close]");
  // A press on the dialog itself is one on the ground behind it.
  const box = inside.getBoundingClientRect();
  const behind = event.target === inside && (event.clientX < box.left || event.clientX > box.right);
  if (close || behind) {
    event.preventDefault();
    leave(inside);
  }
});

document.addEventListener("cancel", (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return;
  event.preventDefault();
  leave(event.target);
}, true);

document.addEventListener("close", (event) => {
  const opener = openers.get(event.target);
  if (opener?.isConnected) opener.focus();
}, true);

document.body.addEventListener("htmx:afterSettle", (event) => {
  const panel = event.detail.elt.closest("dialog.panel[data-open-on-load]");
  if (panel) show(panel, event.detail.requestConfig?.elt);
});

document.body.addEventListener("panel:close", () => {
  for (const panel of document.querySelectorAll("dialog.panel[open]")) {
    panel.querySelectorAll("form[data-guard]").forEach(forget);
    panel.close();
  }
});

// Without script an open panel stands in the page; with it the same one is modal.
for (const panel of document.querySelectorAll("dialog.panel[open]")) {
  panel.close();
  show(panel, document.body);
}
