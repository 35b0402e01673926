// What was written goes out in order, one message at a time; the same id twice is one message to the server.

import { Offline, Refused, leave, write } from "./link.js";

const MAX_LEFT = 5;

export class Sending {
  /** `onLost()` makes the link anew: the server was not there, or has to say something about the session. */
  constructor(kept, view, site, onLost) {
    Object.assign(this, { kept, view, site, onLost });
    this.flushing = null;
    view.onRetry = (id) => {
      view.setProblem("");
      kept.setRefused(id, false);
      view.put([{ id, own: true, state: "pending" }]);
      this.flush();
    };
  }

  /** Sends what is kept. */
  flush() {
    this.flushing ||= this.sendAll().finally(() => { this.flushing = null; });
    return this.flushing;
  }

  async sendAll() {
    const { kept, view } = this;
    for (let next; kept.values.token && (next = kept.values.queue.find((it) => !it.refused)); ) {
      try {
        const { id, number, at } = await this.send(next);
        kept.drop(next.id);
        const stored = { ...next, id, number, at, own: true, state: "sent" };
        if (next.email || next.phone) kept.change((it) => { it.left = [...(it.left || []), stored].slice(-MAX_LEFT); });
        view.put([stored]);
      } catch (error) {
        if (!(await this.survived(error, next))) return;
      }
    }
  }

  send({ id, text, email, phone, files }) {
    const { token, name, agreed } = this.kept.values;
    const all = { id, text, name, locale: this.view.language, consent: agreed };
    if (email || phone) return leave(token, { ...all, email: email || "", phone: phone || "" });
    return write(token, {
      ...all, utc_offset_minutes: -new Date().getTimezoneOffset(), files: (files || []).map((it) => it.id),
      page: this.site.page || "", referrer: this.site.referrer || "",
    });
  }

  /** Tells whether to go on with the queue at once. */
  async survived(error, { id }) {
    const { kept, view } = this;
    if (error instanceof Refused && error.status === 429) {
      view.setBanner("slowDown");
      await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs || 1000));
      view.setBanner("");
      return true;
    }
    if (error instanceof Refused && error.code === "consent_needed") { // the policy has changed meanwhile
      kept.change((it) => { it.agreed = ""; });
      view.setProblem("agreeFirst");
      this.onLost();
      return false;
    }
    if (error instanceof Refused && error.code === "blocked") this.onLost(); // the session tells until when
    if (error instanceof Refused && error.status !== 401) {
      kept.setRefused(id, true);
      view.put([{ id, own: true, state: "failed" }]);
      view.setProblem(error.code === "too_long" ? "tooLong" : error.code === "no_address" ? "noAddress" : "refused");
      return true;
    }
    if (error instanceof Refused) kept.change((it) => { it.token = ""; });
    else if (!(error instanceof Offline)) throw error;
    this.onLost();
    return false;
  }
}
