// The page: what the stream said last, shown in three tables; sessions past those that need a person are asked for.

import { Link } from "./link.js";
import { explanation, Rows } from "./rows.js";
import { ago, clock, el, glyphs, length, number, span, verdicts } from "./words.js";

const $ = (id) => document.getElementById(id);
const docs = new Map();
const gravity = (doc) => verdicts.indexOf(doc.verdict);
const name = (doc) => doc.subject.slice(doc.subject.indexOf("/") + 1);
const reasons = (doc) => doc.reasons.map((reason) => `${reason.code} ${reason.text}`).join("; ");
const since = { title: "Since", number: true, text: (doc, now) => ago(doc.since, now) };
const why = { title: "Why", class: "why", link: true, text: reasons };

const page = {
  head: {}, order: [], at: null, skew: 0, isLive: false, reasons: {}, history: new Map(), step: 300, until: null,
  get now() { return new Date(Date.now() + this.skew); },
  changed() { draw(); },
};

// Tables

const lag = (doc) => (doc.lagRecords == null ? "" : `${number(doc.lagRecords)} ${doc.lagRecords === 1 ? "record" : "records"}`);

/** The figure that says most, by kind; what is new is in the row when it is opened. */
function figure(doc) {
  const parts = [];
  if (doc.lagRecords != null) parts.push(lag(doc), doc.lagSeconds ? `${length(doc.lagSeconds)} behind` : null);
  if (doc.trend && doc.trend !== "steady") parts.push(doc.trend);
  if (doc.deadLetters) parts.push(`${number(doc.deadLetters)} dead letters`);
  if (doc.rebuild) parts.push(`rebuild ${doc.rebuild.state}`);
  if (doc.roundTripSeconds != null) parts.push(`${length(doc.roundTripSeconds)} round trip`);
  if (doc.maxConnections) parts.push(`${doc.connections} of ${doc.maxConnections} connections`);
  if (doc.lastSeconds != null) parts.push(`${length(doc.lastSeconds)} to a row`, doc.p95Seconds != null ? `95 % in ${length(doc.p95Seconds)}` : null);
  if (doc.role) parts.push(doc.role, doc.unpublished ? `${number(doc.unpublished)} to publish` : null);
  return parts.filter(Boolean).join(" · ");
}

const pipelines = new Rows($("pipelines"), "Pipeline", [
  { title: "Name", text: (doc) => (doc.subject.startsWith("monitor/") ? `monitor ${name(doc)}` : name(doc)) }, why, { title: "Figures", label: "", text: figure }, since,
], page);

const consumers = new Rows($("consumers"), "Consumers", [
  { title: "Pipeline and partition", sort: name, text: (doc) => `${doc.pipeline} ${doc.topic}/${doc.partition}` }, why,
  { title: "Lag", number: true, sort: (doc) => doc.lagRecords ?? -1, text: (doc) => (doc.lagRecords == null ? "–" : number(doc.lagRecords)) },
  { title: "Behind", number: true, sort: (doc) => doc.lagSeconds ?? -1, text: (doc) => (doc.lagSeconds == null ? "–" : length(doc.lagSeconds)) },
  { title: "Trend", text: (doc) => doc.trend ?? "" }, since,
], page);

const sessions = new Rows($("session-rows"), "Sessions", [
  { title: "Session", text: name }, { title: "State", text: (doc) => doc.detail ?? "–" }, why,
  { title: "Last event", number: true, text: (doc, now) => ago(doc.lastEventAt, now) },
  { title: "Last message", number: true, text: (doc, now) => ago(doc.lastMessageAt, now) }, since,
], page);

// Sessions that are asked for

const view = { text: "", verdicts: new Set(), sort: "attention", limit: 100, found: null, matching: 0, asked: 0 };
const isOwn = () => view.text || view.verdicts.size || view.sort !== "attention" || view.limit > 100;

async function ask() {
  // Also where nothing is asked for any more: the answer that is still under way is nobody's then.
  const turn = (view.asked += 1);
  if (!isOwn()) {
    view.found = null;
    return draw();
  }
  const query = new URLSearchParams({ only: "sessions", q: view.text, verdict: [...view.verdicts].join(","), sort: view.sort, limit: view.limit });
  try {
    const answer = await fetch(`api/health?${query}`);
    if (!answer.ok || turn !== view.asked) return;
    const document = await answer.json();
    if (turn !== view.asked) return;
    [view.found, view.matching] = [document.sessions, document.matching];
    draw();
  } catch {
    // The link says what is broken.
  }
}

let wait;
function askSoon() {
  clearTimeout(wait);
  wait = setTimeout(ask, 150);
}

// Drawing

const wellShown = 8;
let allConsumers = false;

function drawConsumers() {
  const all = [...docs.values()].filter((doc) => doc.subject.startsWith("consumer/"));
  const ordered = all.sort((a, b) => gravity(a) - gravity(b) || a.subject.localeCompare(b.subject, "en", { numeric: true }));
  const troubled = ordered.filter((doc) => doc.verdict !== "ok").length;
  consumers.show(allConsumers || consumers.sort ? ordered : ordered.slice(0, Math.max(wellShown, troubled)));
  const total = Object.values(page.head.counts?.consumers ?? {}).reduce((sum, count) => sum + count, 0);
  $("consumers-count").textContent = total ? `${number(total)} partitions of pipelines` : "";
  $("consumers-more").hidden = ordered.length <= wellShown || ordered.length === troubled || Boolean(consumers.sort);
  $("consumers-more").textContent = allConsumers ? "Show fewer" : `Show all ${number(ordered.length)}`;
}

function drawSessions() {
  const counts = page.head.counts?.sessions ?? {};
  const total = verdicts.reduce((sum, verdict) => sum + (counts[verdict] ?? 0), 0);
  const shown = view.found ?? page.order.map((subject) => docs.get(subject)).filter(Boolean);
  const matching = view.found ? view.matching : total;
  sessions.show(shown);
  sessions.empty.textContent = total ? "No session matches." : "None yet.";
  $("sessions-count").textContent = total ? `${number(shown.length)} of ${matching === total ? number(total) : `${number(matching)} that match, ${number(total)} in all`}` : "";
  $("sessions-more").hidden = shown.length >= matching;
  $("sessions-more").textContent = "Show 100 more";
  for (const button of $("verdicts").children) button.lastChild.textContent = ` ${number(counts[button.dataset.verdict] ?? 0)}`;
}

let saidAt = 0;
function drawHead() {
  const { head } = page;
  const verdict = page.isLive ? head.verdict : "unknown";
  const when = page.at ? clock(new Date(page.at), page.now) : null;
  const text = page.isLive ? head.summary : page.at ? `Not live. At ${when} it was: ${head.summary}` : document.body.dataset.link === "connecting" ? "Connecting" : "The monitor can’t be reached";
  if ($("summary").textContent !== text) $("summary").textContent = text;
  $("summary").dataset.verdict = verdict;
  $("summary").dataset.glyph = glyphs[verdict] ?? "?";
  document.title = `${page.isLive ? head.summary : "Not live"} · Zapline health`;
  if (head.role) $("who").textContent = who(head);
  const faults = ["stuck", "broker", "database", "reading", "publishing"].filter((part) => head[part]).map((part) => el("li", {}, `${part}: ${head[part]}`));
  $("faults").replaceChildren(...faults);
  $("faults").hidden = !faults.length;
  if (head.historySince) $("history-since").textContent = `History since ${clock(new Date(head.historySince), page.now)}, 24 hours at most; a restart of the monitor begins it anew.`;
  // Said aloud when it changes, but not more often than one can listen.
  if ($("said").textContent !== text && Date.now() - saidAt > 5000) {
    $("said").textContent = text;
    saidAt = Date.now();
  }
}

function who(head) {
  if (head.role === "deputy") return "This monitor speaks as deputy while the database is away: of servers, not of sessions.";
  if (head.role !== "active") return head.activeMonitor ? `This monitor stands by; ${head.activeMonitor} is active.` : "This monitor stands by; no active one is known.";
  const known = head.knownUntil ? `everything is known until ${clock(new Date(head.knownUntil), page.now)}` : "it still reads what was published before";
  return `This monitor is active; ${known}.`;
}

const states = { connecting: "connecting", live: "live", broken: "The stream broke", "signed-out": "Signed out" };

function drawLink() {
  const age = page.at ? span((page.now - new Date(page.at)) / 1000) : null;
  $("link-state").textContent = states[document.body.dataset.link];
  const was = age ? `What stands here is ${age} old and may not be so any more.` : "Nothing is known yet.";
  if (page.isLive) $("link-age").textContent = ` · as of ${age} ago`;
  else if (document.body.dataset.link === "signed-out") $("link-age").replaceChildren(`. ${was} `, el("a", { href: "./" }, "Sign in again"), ".");
  else $("link-age").textContent = page.at ? `. ${was} Trying again.` : "";
}

function draw() {
  drawHead();
  drawLink();
  pipelines.show([...docs.values()].filter((doc) => /^(pipeline|monitor)\//.test(doc.subject)).sort(rank));
  drawConsumers();
  drawSessions();
}

const ranks = ["pipeline/broker", "pipeline/database", "pipeline/canary"];
function rank(one, other) {
  const place = (doc) => (ranks.includes(doc.subject) ? ranks.indexOf(doc.subject) : doc.subject.startsWith("pipeline/") ? 3 : 4);
  return gravity(one) - gravity(other) || place(one) - place(other) || one.subject.localeCompare(other.subject);
}

// The stream

function take(message) {
  page.at = message.at;
  page.skew = new Date(message.at) - Date.now();
  if (message.head) page.head = message.head;
  if (message.order) page.order = message.order;
  for (const doc of message.lines ?? []) docs.set(doc.subject, doc);
  for (const subject of message.gone ?? []) docs.delete(subject);
}

const link = new Link("api/health/stream", {
  whole(message) {
    docs.clear();
    take(message);
    page.isLive = true;
    draw();
    recall();
    explain();
  },
  change(message) {
    take(message);
    draw();
  },
  state(state) {
    page.isLive = state === "live";
    document.body.dataset.link = state;
    saidAt = 0;
    draw();
    if (page.isLive) ask();
  },
});
setInterval(drawLink, 1000);
setInterval(() => page.isLive && isOwn() && !document.hidden && ask(), 5000);

// History

let recalling = null;
/** Fetches the days of what is shown, one time after the other: whoever comes while that is under way is served by the next. */
function recall(all = false) {
  recalling ??= fetchDays(all).finally(() => { recalling = null; });
}

/** Those that aren't there yet, or all of them. */
async function fetchDays(all) {
  const shown = [pipelines, consumers, sessions].flatMap((rows) => [...rows.rows.keys()]);
  const missing = shown.filter((subject) => all || !page.history.has(subject));
  while (missing.length) {
    let query = "";
    const asked = [];
    while (missing.length && query.length < 6000) {
      asked.push(missing.shift());
      query += `&subject=${encodeURIComponent(asked.at(-1))}`;
    }
    try {
      const answer = await fetch(`api/health/history?${query.slice(1)}`, { signal: AbortSignal.timeout(20000) });
      if (!answer.ok) return;
      const { subjects, stepSeconds, until } = await answer.json();
      [page.step, page.until] = [stepSeconds, until];
      for (const subject of asked) page.history.set(subject, subjects[subject]);
    } catch {
      return;
    }
  }
  draw();
}
setInterval(() => page.isLive && !document.hidden && recall(true), 60000);
setInterval(() => page.isLive && !document.hidden && recall(), 2000);

// What people do

for (const verdict of verdicts) {
  const button = el("button", { type: "button", "aria-pressed": "false", "data-verdict": verdict }, el("span", { "aria-hidden": "true" }, glyphs[verdict]), ` ${verdict}`, el("span"));
  button.addEventListener("click", () => {
    const isOn = !view.verdicts.delete(verdict);
    if (isOn) view.verdicts.add(verdict);
    button.setAttribute("aria-pressed", String(isOn));
    ask();
  });
  $("verdicts").append(button);
}
$("query").addEventListener("input", () => {
  [view.text, view.limit] = [$("query").value.trim(), 100];
  askSoon();
});
$("sort").addEventListener("change", () => {
  view.sort = $("sort").value;
  ask();
});
$("filter").addEventListener("submit", (event) => event.preventDefault());
$("sessions-more").addEventListener("click", () => {
  view.limit += 100;
  ask();
});
$("consumers-more").addEventListener("click", () => {
  allConsumers = !allConsumers;
  draw();
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  event.preventDefault();
  $("query").focus();
});

let explaining = null;
/** What the codes mean, once that could be had; where it can't be, the stream's next beginning tries again. */
function explain() {
  explaining ??= fetchReasons().catch(() => { explaining = null; });
}

/** A code leads to its entry, which opens. */
async function fetchReasons() {
  const answer = await fetch("page/reasons.json");
  if (!answer.ok) throw new Error(answer.statusText);
  page.reasons = await answer.json();
  $("reasons").replaceChildren(
    ...Object.entries(page.reasons).map(([code, entry]) =>
      el("details", { id: `reason-${code}` }, el("summary", { class: "code" }, code), ...explanation(entry))));
  openTarget();
}
function openTarget() {
  const target = location.hash.startsWith("#reason-") && $(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.open = true;
  target.querySelector("summary").focus();
  target.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", openTarget);
addEventListener("click", (event) => {
  // The same code twice changes no address.
  if (event.target.closest?.("a.code")) setTimeout(openTarget);
});
explain();
draw();
