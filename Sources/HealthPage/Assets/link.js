// The stream: connecting → live ⇄ broken, or signed-out. What is shown is believed only while it is live.

/** Longer than the server's longest silence. */
const patience = 12000;

export class Link {
  constructor(address, { state, whole, change }) {
    Object.assign(this, { address, onState: state, onWhole: whole, onChange: change });
    this.state = "connecting";
    this.open();
    setInterval(() => this.watch(), 1000);
    addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.watch();
    });
  }

  open() {
    this.source = new EventSource(this.address);
    this.number = null;
    this.heard = Date.now();
    this.source.addEventListener("whole", (event) => this.take(JSON.parse(event.data), true));
    this.source.addEventListener("change", (event) => this.take(JSON.parse(event.data), false));
    this.source.addEventListener("error", () => this.failed());
  }

  /** A change before the whole is part of the whole; a gap in the numbers means that one was missed. */
  take(message, isWhole) {
    this.heard = Date.now();
    if (!isWhole && this.number === null) return;
    if (!isWhole && message.number !== this.number + 1) return this.again();
    this.number = message.number;
    (isWhole ? this.onWhole : this.onChange)(message);
    this.become("live");
  }

  /** The browser comes again by itself, unless the server refused it: then nobody would. */
  failed() {
    this.number = null;
    this.become("broken");
    if (this.source.readyState !== EventSource.CLOSED) return;
    fetch("api/health?only=sessions&limit=0")
      .then((answer) => {
        if (answer.status === 401) this.become("signed-out");
      })
      .catch(() => {});
    this.later ??= setTimeout(() => this.again(), 3000);
  }

  /** A connection can break without a word. */
  watch() {
    if (Date.now() - this.heard < patience) return;
    this.become("broken");
    this.again();
  }

  again() {
    clearTimeout(this.later);
    this.later = null;
    this.source.close();
    this.open();
  }

  become(state) {
    if (state === this.state || (this.state === "signed-out" && state === "broken")) return;
    this.state = state;
    this.onState(state);
  }
}
