// Short messages go by themselves, but not while one points at them, has the focus in them, or looks at another tab.
const SHORT = 8000;
const WITH_UNDO = 10000;

function begin(snack) {
  if (snack.dataset.running || "stay" in snack.dataset) return;
  snack.dataset.running = "1";
  let left = snack.querySelector("form") ? WITH_UNDO : SHORT;
  const tick = () => {
    if (!snack.isConnected) return;
    if (!snack.matches(":hover, :focus-within") && !document.hidden) left -= 250;
    if (left > 0) setTimeout(tick, 250);
    else snack.remove();
  };
  setTimeout(tick, 250);
}

const box = document.getElementById("snacks");
const all = () => box.querySelectorAll("[data-snack]").forEach(begin);

if (box) {
  all();
  new MutationObserver(all).observe(box, { childList: true });
}

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-snack-close]");
  if (!close) return;
  close.closest("[data-snack]").remove();
  document.getElementById("content")?.focus({ preventScroll: true });
});
