// A table of subjects: one row each, which opens to all that is known. Rows stay where they are when they change, so that focus and
// what is open stay too.

import { draw, figureOf } from "./day.js";
import { clock, el, glyphs, title, value } from "./words.js";

const known = new Set(["subject", "verdict", "since", "reasons", "observedAt"]);
/** What may stand in a command that somebody copies: a name from a gateway could be one itself. */
const plain = /^[\w.@+-]+$/;

export class Rows {
  /** columns: [{title, text(doc), number?, sort?}]; page: the state that rows are shown by. */
  constructor(place, label, columns, page) {
    Object.assign(this, { columns, page, rows: new Map(), sort: null });
    this.body = el("tbody", { role: "rowgroup" });
    this.empty = el("p", { class: "empty" }, "None yet.");
    this.headers = ["Verdict", ...columns.map((column) => column.title), "Last 24 hours"].map((name, place) => this.header(name, columns[place - 1]));
    const head = el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...this.headers));
    this.table = el("table", { role: "table", "aria-label": label }, head, this.body);
    place.append(this.table, this.empty);
    this.show([]);
  }

  header(name, column) {
    const cell = el("th", { scope: "col", role: "columnheader", class: column?.number && "number" }, column?.sort ? "" : name);
    if (!column?.sort) return cell;
    const button = el("button", { type: "button", class: "sort" }, name);
    button.addEventListener("click", () => {
      this.sort = this.sort?.column === column ? (this.sort.down ? { column } : null) : { column, down: true };
      this.headers.forEach((header) => header.removeAttribute("aria-sort"));
      if (this.sort) cell.setAttribute("aria-sort", this.sort.down ? "descending" : "ascending");
      this.page.changed();
    });
    cell.append(button);
    return cell;
  }

  /** Shows exactly these, in this order. */
  show(docs) {
    const sorted = this.sort
      ? [...docs].sort((one, other) => {
          const [a, b] = [this.sort.column.sort(one), this.sort.column.sort(other)];
          const order = typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b;
          return this.sort.down ? -order : order;
        })
      : docs;
    const wanted = new Set(sorted.map((doc) => doc.subject));
    for (const [subject, row] of this.rows) {
      if (wanted.has(subject)) continue;
      row.line.remove();
      row.detail?.remove();
      this.rows.delete(subject);
    }
    const focused = document.activeElement;
    let next = this.body.firstChild;
    for (const doc of sorted) {
      const row = this.rows.get(doc.subject) ?? this.make(doc.subject);
      this.fill(row, doc);
      if (row.line === next) next = next.nextSibling;
      else this.body.insertBefore(row.line, next);
      if (row.detail && row.detail === next) next = next.nextSibling;
      else if (row.detail) row.line.after(row.detail);
    }
    // A row that moves takes the focus along.
    if (this.body.contains(focused) && focused !== document.activeElement) focused.focus({ preventScroll: true });
    this.table.hidden = !sorted.length;
    this.empty.hidden = sorted.length > 0;
  }

  make(subject) {
    const row = { subject, cells: [] };
    row.verdict = el("td", { class: "verdict", role: "cell" });
    row.open = el("button", { type: "button", class: "open", "aria-expanded": "false" });
    row.open.addEventListener("click", () => this.toggle(row));
    row.open.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && row.detail) this.toggle(row);
    });
    row.cells = this.columns.map((column, place) =>
      place === 0
        ? el("th", { scope: "row", role: "rowheader", class: "name" }, row.open)
        : el("td", { role: "cell", class: [column.class ?? "value", column.number && "number"].filter(Boolean).join(" "), "data-label": column.label ?? column.title }));
    row.day = el("td", { class: "day", role: "cell" });
    row.line = el("tr", { class: "row", role: "row" }, row.verdict, ...row.cells, row.day);
    this.rows.set(subject, row);
    return row;
  }

  fill(row, doc) {
    row.doc = doc;
    const verdict = this.page.isLive ? doc.verdict : "unknown";
    const said = this.page.isLive ? doc.verdict : `was ${doc.verdict}`;
    row.line.dataset.verdict = verdict;
    if (row.said !== said) {
      row.said = said;
      row.verdict.replaceChildren(el("span", { class: "glyph", "aria-hidden": "true" }, glyphs[verdict]), said);
    }
    this.columns.forEach((column, place) => {
      const text = column.text(doc, this.page.now);
      if (row.cells[place].dataset.text === text) return;
      row.cells[place].dataset.text = text;
      if (place === 0) row.open.textContent = text;
      else if (column.link && doc.reasons.length) row.cells[place].replaceChildren(...this.why(doc));
      else row.cells[place].textContent = text;
    });
    this.drawDay(row);
    if (row.detail) this.fillDetail(row);
  }

  /** The first reason by its code, which leads to what it means. */
  why(doc) {
    const [first, ...more] = doc.reasons;
    return [this.code(first.code), ` ${first.text}`, more.length ? ` and ${more.map((reason) => reason.code).join(", ")}` : ""];
  }

  code(code) {
    return el("a", { class: "code", href: `#reason-${encodeURIComponent(code)}` }, code);
  }

  drawDay(row) {
    const day = this.page.history.get(row.subject);
    if (!day || row.drawn === day) return;
    row.drawn = day;
    row.day.replaceChildren(draw(day, this.page.step, figureOf(row.subject)));
  }

  toggle(row) {
    const isOpen = !row.detail;
    row.open.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) {
      row.detail.remove();
      row.detail = null;
      return row.open.focus();
    }
    row.detail = el("tr", { class: "detail", role: "row" });
    row.cell = el("td", { colspan: this.columns.length + 2, role: "cell" });
    row.parts = ["", "", "wide"].map((name) => el("div", { class: name }));
    row.told = [];
    row.cell.append(el("div", { class: "sheet" }, ...row.parts));
    row.detail.append(row.cell);
    row.line.after(row.detail);
    this.fillDetail(row);
  }

  /** Each part is made anew only where it changed, so that what is read, copied or focused stays. */
  fillDetail(row) {
    const { doc } = row;
    const put = (place, text, parts) => {
      if (row.told[place] === text) return;
      row.told[place] = text;
      row.parts[place].replaceChildren(...parts());
    };
    put(0, JSON.stringify([doc.reasons, Object.keys(this.page.reasons).length]), () => {
      const reasons = doc.reasons.map((reason) => this.reason(reason, doc));
      return [el("h3", {}, "Reasons"), ...(reasons.length ? reasons : [el("p", {}, "None: all is well.")])];
    });
    put(1, JSON.stringify([doc, Math.floor(this.page.now / 5000)]), () => {
      const names = ["since", "observedAt", ...Object.keys(doc).filter((name) => !known.has(name))];
      return [el("h3", {}, "Facts"), el("dl", {}, ...names.filter((name) => name in doc).flatMap((name) => this.fact(name, doc[name])))];
    });
    put(2, row.drawn, () => this.wideDay(row));
  }

  fact(name, fact) {
    return [el("dt", {}, title(name)), el("dd", {}, value(name, fact, this.page.now))];
  }

  reason(reason, doc) {
    const entry = this.page.reasons[reason.code];
    const facts = Object.entries(reason.facts ?? {}).map(([name, fact]) => `${title(name)}: ${value(name, fact, this.page.now)}`);
    const said = el("p", {}, this.code(reason.code), ` ${reason.text}`);
    return el("div", { class: "reason" }, said, facts.length ? el("p", { class: "said" }, facts.join(" · ")) : null, ...(entry ? explanation(entry, doc) : []));
  }

  wideDay(row) {
    if (!row.drawn) return [];
    const end = new Date(this.page.until);
    const hours = [24, 18, 12, 6, 0].map((hour) => el("span", {}, clock(new Date(end - hour * 3600000), end).slice(-8, -3)));
    const figure = figureOf(row.subject);
    return [el("h3", {}, `Last 24 hours: ${figure.name}, verdicts`), draw(row.drawn, this.page.step, figure), el("div", { class: "axis", "aria-hidden": "true" }, ...hours)];
  }
}

/** What the runbook says of a code; `doc` fills the commands' placeholders. */
export function explanation(entry, doc) {
  const text = (words) => el("p", {}, ...words.split("`").map((part, place) => (place % 2 ? el("code", {}, part) : part)));
  return [text(entry.meaning), text(entry.look), el("pre", {}, entry.run.map((line) => (doc ? filled(line, doc) : line)).join("\n"))];
}

/** A command with its placeholders filled in, where the names are harmless. */
function filled(line, doc) {
  const [kind, ...names] = doc.subject.split("/");
  const put = (text, placeholder, name) => (plain.test(name ?? "") ? text.replaceAll(placeholder, name) : text);
  if (kind === "session") return put(line, "INSTANCE", names.join("/"));
  if (kind === "pipeline") return put(line, "PIPELINE", names[0]);
  if (kind !== "consumer") return line;
  const text = put(line, "PIPELINE", names[0]);
  return plain.test(names[1] ?? "") ? text.replaceAll("TOPIC/PARTITION", `${names[1]}/${names[2]}`) : text;
}
