// Small helps in the page: text fields that grow, chosen rows counted, copy, print, a merged text taken over.
import { say, speak } from "./words.js";

const grows = CSS.supports("field-sizing", "content");

function grow(field) {
  if (grows || !field.matches?.("textarea[data-autosize]")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

function chosen(element) {
  const form = element.closest("form");
  const place = form?.querySelector("[data-selected]");
  if (!place) return;
  place.textContent = say("selected", { n: form.querySelectorAll("[data-select]:checked").length });
}

document.addEventListener("input", (event) => {
  grow(event.target);
  if (event.target.matches?.("[data-select]")) chosen(event.target);
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-print], [data-copy], [data-use]");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if (button.dataset.copy) {
    const source = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    speak(say("copied"));
  }
  if (button.dataset.use) {
    const field = document.getElementById(button.dataset.use);
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
});

document.querySelectorAll("[data-print], [data-use]").forEach((button) => { button.hidden = false; });
document.querySelectorAll("textarea[data-autosize]").forEach(grow);
