// What the server has is fetched by cursor, and the server is told what of it came here and what was seen.

import { history, taken } from "./link.js";

const LINKS_GOOD_MS = 3000000; // links to files end after an hour

export class Reading {
  /** `onLost(error)` hears of a request that failed. */
  constructor(kept, view, host, onLost) {
    Object.assign(this, { kept, view, host, onLost });
    this.syncing = null;
    this.again = false;
    this.isFirst = true;
    this.startOver();
    document.addEventListener("visibilitychange", () => this.seen());
  }

  /** The next look fetches everything. */
  startOver() {
    this.cursor = "";
    this.linksAt = Date.now();
  }

  /** Fetches what is new; news that arrive meanwhile lead to one more look. */
  sync() {
    this.again = true;
    this.syncing ||= this.fetchAll().catch(this.onLost).finally(() => { this.syncing = null; });
    return this.syncing;
  }

  async fetchAll() {
    const { kept, view, host } = this;
    while (this.again) {
      this.again = false;
      if (Date.now() - this.linksAt > LINKS_GOOD_MS) this.startOver();
      const answer = await history(kept.values.token, this.cursor);
      this.cursor = answer.cursor;
      this.again ||= Boolean(answer.more);
      const messages = answer.messages.map((it) => ({ own: false, author: "", ...it, state: "sent" }));
      for (const { id } of messages) if (kept.values.queue.some((it) => it.id === id)) kept.drop(id);
      view.setAgent(answer.agent || "");
      host?.tell("agent", { name: (answer.agent || "").split(" ")[0] });
      if (messages.length) host?.tell("known");
      if (messages.some((it) => !it.own)) view.setTyping("");
      view.put(messages, { quiet: this.isFirst });
      view.setReadTo(answer.read_to);
      view.setPromised(answer.promised_at);
      this.isFirst = false;
      await this.tellShown(messages.filter((it) => !it.own && !it.taken));
    }
  }

  get isSeen() { return document.visibilityState === "visible" && (!this.host || this.host.isShown); }

  /** Tells the server what came to this page, and what somebody has before their eyes; counts the rest. */
  async tellShown(arrived) {
    const { kept, view, host } = this;
    const unread = [...view.rows.values()].filter((it) => !it.own && !it.read && it.state === "sent");
    const told = this.isSeen ? unread : arrived;
    if (told.length) await taken(kept.values.token, told.map((it) => it.id), this.isSeen);
    if (this.isSeen) for (const it of unread) it.read = true;
    host?.tell("unread", { count: this.isSeen ? 0 : unread.length });
  }

  /** Somebody looks at the page again. */
  seen() { if (this.isSeen && this.kept.values.token) this.tellShown([]).catch(this.onLost); }
}
