// What the browser keeps for a visitor: {token, name, language, agreed, queue: [{id, text, at}]}.
// Where a frame may keep nothing of its own, the site around it keeps the same for us.

export class Kept {
  constructor(key, host, fromHost) {
    this.key = key;
    this.host = host;
    this.values = { token: "", name: "", language: "", agreed: "", queue: [] };
    this.isKeeping = true;
    this.change(() => {});
    if (this.isKeeping || !host) return;
    this.isKeeping = true;
    this.isWithHost = true;
    const known = fromHost?.[key];
    if (known && typeof known.token === "string" && Array.isArray(known.queue)) this.values = { ...this.values, ...known };
  }

  load() {
    try {
      return { ...this.values, ...JSON.parse(localStorage.getItem(this.key) || "{}") };
    } catch {
      return this.values;
    }
  }

  /** Changes what is kept; another tab may have changed it in between, so it is read first. */
  change(work) {
    if (!this.isWithHost) this.values = this.isKeeping ? { ...this.values, ...this.load() } : this.values;
    work(this.values);
    if (this.isWithHost) return this.host.tell("keep", { key: this.key, value: this.values });
    try {
      localStorage.setItem(this.key, JSON.stringify(this.values));
    } catch {
      this.isKeeping = false;
    }
  }

  /** The server has this message. */
  drop(id) { this.change((it) => { it.queue = it.queue.filter((message) => message.id !== id); }); }

  /** The server said no to this message, or it may be asked again. */
  setRefused(id, isRefused) {
    this.change((it) => { for (const message of it.queue) if (message.id === id) message.refused = isRefused; });
  }
}
