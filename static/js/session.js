// A session ends by idleness: five minutes before, say so and offer to stay; afterwards say that what is typed is still here.
// The clock is the wall's, so that a laptop that slept is right when it wakes.
import { say } from "./words.js";

const bar = document.getElementById("expiry");
const WARN = 5 * 60 * 1000;

if (bar) {
  const idle = Number(bar.dataset.idle) * 1000;
  const text = bar.querySelector("[data-expiry-text]");
  const stay = bar.querySelector("[data-expiry-stay]");
  let since = Date.now();
  let said = "";

  const tell = (words) => { if (words !== said) { said = words; text.textContent = words; } };
  const look = () => {
    const left = since + idle - Date.now();
    bar.hidden = left > WARN;
    if (bar.hidden) { tell(""); return; }
    stay.hidden = left <= 0 || !bar.dataset.alive;
    tell(left > 0 ? say("expires", { minutes: Math.ceil(left / 60000) }) : say("expired"));
  };
  const fresh = () => { since = Date.now(); look(); };

  stay.addEventListener("click", async () => {
    const answer = await fetch(bar.dataset.alive, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) { fresh(); document.getElementById("content")?.focus({ preventScroll: true }); }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) fresh(); });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 10000);
}
