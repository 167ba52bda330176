// Texts for people come from the page, where they are translated; `speak` says one to who hears the page.
const words = document.getElementById("words")?.dataset ?? {};

export function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export function speak(text) {
  const live = document.getElementById("live");
  if (!live || !text) return;
  live.textContent = "";
  // A region speaks when its text changes after it was empty: two changes in one turn are one to a screen reader.
  setTimeout(() => { live.textContent = text; }, 50);
}

export function icon(name) {
  const sample = document.querySelector("svg.ico use");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "ico");
  svg.setAttribute("aria-hidden", "true");
  if (sample) use.setAttribute("href", sample.getAttribute("href").replace(/#.*/, `#i-${name}`));
  svg.append(use);
  return svg;
}
