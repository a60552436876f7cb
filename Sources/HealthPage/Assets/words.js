// How things are said: verdicts, times, numbers, the names of facts.

export const verdicts = ["down", "degraded", "unknown", "ok"];
export const glyphs = { ok: "●", unknown: "?", degraded: "▲", down: "✕" };

/** An element; `parts` are texts or elements, never markup: names and reasons come from gateways. */
export function el(tag, attributes = {}, ...parts) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...parts.filter((part) => part != null));
  return element;
}

/** 12 s, 4 min, 3 h 20 min, 5 d. */
export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return s % 3600 < 60 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d`;
}

/** A length as a fact has it: small ones with their digits. */
export function length(seconds) {
  if (seconds > 0 && seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 60 ? `${Math.round(seconds * 10) / 10} s` : span(seconds);
}

/** A time of today by its clock, another with its date; in the reader's own zone. */
export function clock(date, now) {
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  if (date.toDateString() === now.toDateString()) return time;
  return `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })} ${time}`;
}

/** How long ago. */
export const ago = (text, now) => (text ? span((now - new Date(text)) / 1000) : "–");

export const number = (value) => Number(value).toLocaleString("en-US", { maximumFractionDigits: 2 });

function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = value > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(value) / 10)) : 0;
  return `${number(Math.round((value / 1024 ** power) * 10) / 10)} ${units[power]}`;
}

/** lagRecords → Lag records; ack95Seconds → Ack 95. */
export function title(name) {
  const words = name.replace(/(Seconds|Bytes|At)$/, "").replace(/([a-z])([A-Z0-9])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A fact's value in words, by the end of its name; what is new shows without a change here. */
export function value(name, fact, now) {
  if (fact === null || fact === undefined) return "–";
  if (typeof fact === "boolean") return fact ? "yes" : "no";
  if (typeof fact === "number") {
    if (name.endsWith("Seconds") || name === "secondsToZero" || name === "secondsLeft") return length(fact);
    if (name.endsWith("Bytes")) return bytes(fact);
    return number(fact);
  }
  if (typeof fact === "string") {
    const date = /^\d{4}-\d\d-\d\dT/.test(fact) ? new Date(fact) : null;
    return date && !isNaN(date) ? `${clock(date, now)} (${span((now - date) / 1000)} ago)` : fact;
  }
  if (Array.isArray(fact)) return fact.length ? fact.map((one) => value(name, one, now)).join(", ") : "none";
  const members = Object.entries(fact).map(([key, one]) => `${key} ${value(key, one, now)}`);
  return members.length ? members.join(", ") : "none";
}
