// A day of a subject: the figure as an area, the verdict as a strip below it whose height says how bad it was.

import { number, span } from "./words.js";

const names = { o: "ok", u: "unknown", d: "degraded", x: "down" };
const heights = { o: 1.5, u: 3, d: 5, x: 7 };
const base = 26;

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** What the drawing shows, for those who don't see it. */
function words(day, step, figure) {
  const slots = (letters) => [...day.verdicts].filter((letter) => letters.includes(letter)).length;
  const known = slots("oudx");
  if (!known) return "No history yet.";
  const parts = [`Last 24 hours, ${span(known * step)} of them watched`];
  const trouble = [["x", "down"], ["d", "degraded"], ["u", "unknown"]].filter(([letter]) => slots(letter));
  parts.push(trouble.length ? trouble.map(([letter, name]) => `${span(slots(letter) * step)} ${name}`).join(", ") : "ok throughout");
  const most = Math.max(0, ...day.figures.filter((one) => one !== null));
  if (figure) parts.push(`${figure.name} at most ${figure.text(most)}`);
  return parts.join("; ") + ".";
}

/** The paths of the figure: gaps where nobody looked. */
function areas(figures) {
  const most = Math.max(1, ...figures.filter((one) => one !== null));
  const height = (figure) => 17 - (16 * figure) / most;
  const runs = [];
  figures.forEach((figure, slot) => {
    if (figure === null) return runs.push(null);
    const point = `${slot},${height(figure).toFixed(1)} ${slot + 1},${height(figure).toFixed(1)}`;
    if (runs.at(-1)) runs.at(-1).points.push(point);
    else runs.push({ start: slot, points: [point] });
    runs.at(-1).end = slot + 1;
  });
  return runs.filter(Boolean);
}

/** The drawing. `figure` names what is drawn: {name, text}. */
export function draw(day, step, figure) {
  const svg = shape("svg", { class: "day", viewBox: `0 0 ${day.verdicts.length} ${base}`, preserveAspectRatio: "none", role: "img" });
  svg.setAttribute("aria-label", words(day, step, figure));
  for (const { start, end, points } of areas(day.figures)) {
    svg.append(shape("path", { class: "area", d: `M${start},17.5 L${points.join(" ")} ${end},17.5Z` }));
    svg.append(shape("path", { class: "line", d: `M${points.join(" ")}` }));
  }
  let start = 0;
  while (start < day.verdicts.length) {
    const letter = day.verdicts[start];
    let end = start + 1;
    while (day.verdicts[end] === letter) end += 1;
    if (names[letter]) {
      svg.append(shape("rect", { class: names[letter], x: start, width: end - start, y: base - heights[letter], height: heights[letter] }));
    }
    start = end;
  }
  return svg;
}

/** What a subject's figure is. */
export function figureOf(subject) {
  if (subject.startsWith("session/")) return { name: "events in five minutes", text: number };
  if (/^pipeline\/(broker|database)$/.test(subject)) return { name: "round trip", text: (ms) => `${number(ms)} ms` };
  if (subject === "pipeline/canary") return { name: "time to a visible row", text: (ms) => `${number(ms)} ms` };
  if (subject.startsWith("monitor/")) return { name: "waiting to be published", text: number };
  return { name: "lag in records", text: number };
}
