// `data-key="/"` on a field takes the focus, on a link or button is a press of it. Never while one is writing, and never
// together with a key of the browser or the screen reader.
const writing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || writing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find((found) => found.checkVisibility());
  if (!wanted) return;
  event.preventDefault();
  if (writing(wanted)) wanted.focus();
  else wanted.click();
});
