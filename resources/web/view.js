// What the page shows. Text of people is only ever set by textContent.

import { End } from "./end.js";
import { Look, element, icon } from "./look.js";

const MAX_TIMER_MS = 2 ** 31 - 1;
const $ = (id) => document.getElementById(id);

export class View {
  constructor(texts) {
    this.texts = texts;
    this.agent = "";
    this.rows = new Map(); // id -> message, in order of display
    this.onRetry = () => {};
    this.onSuggested = () => {};
    this.end = new End($("scroll"), $("newer"));
    this.look = new Look(this);
  }

  get brand() { return this.text("brand"); }

  text(key) { return this.texts[this.language][key]; }

  setLanguage(language) {
    this.language = language;
    document.documentElement.lang = language;
    document.title = `${this.text("title")} — ${this.brand}`;
    for (const it of document.querySelectorAll("[data-text]")) it.textContent = this.text(it.dataset.text);
    for (const it of document.querySelectorAll("[data-label]")) it.setAttribute("aria-label", this.text(it.dataset.label));
    for (const it of document.querySelectorAll("[data-placeholder]")) it.placeholder = this.text(it.dataset.placeholder);
    for (const it of document.querySelectorAll("[data-language]")) {
      if (it.dataset.language === language) it.setAttribute("aria-current", "true");
      else it.removeAttribute("aria-current");
    }
    this.setAgent(this.agent);
    this.setWait(this.waitS);
    this.renderContacts();
    this.renderTimes();
    if (this.banner) this.setBanner(this.banner);
    this.render();
  }

  setAgent(name) {
    this.agent = name;
    const letters = name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
    $("who").textContent = name ? `${name}, ${this.brand}` : this.brand;
    $("side-who").textContent = name || this.text("support");
    $("side-label").dataset.text = name ? "helpsYou" : "answersYou";
    $("side-label").textContent = this.text($("side-label").dataset.text);
    for (const id of ["avatar", "side-avatar"]) $(id).replaceChildren(letters || icon("message-circle"));
  }

  /** Seconds others usually waited; nothing is promised when it is not known. */
  setWait(seconds) {
    this.waitS = seconds;
    const minutes = Math.ceil((seconds || 0) / 60);
    const [key, count] = this.isClosed ? ["answersMail"] : !seconds ? ["answers"] : minutes <= 1 ? ["waitSeconds"] : minutes < 90 ? ["waitMinutes", minutes]
      : ["waitHours", Math.round(minutes / 60)];
    $("pace").dataset.text = key;
    $("pace").textContent = this.text(key).replace("{count}", count);
  }

  /** Who is writing to us now; forgotten by itself. */
  setTyping(name, seconds = 0) {
    clearTimeout(this.typingTimer);
    $("typing").hidden = !name;
    $("typing").textContent = name ? this.text("typing").replace("{name}", name) : "";
    if (name) this.typingTimer = setTimeout(() => this.setTyping(""), seconds * 1000);
    this.end.keep();
  }

  /** Our messages up to this one were read. */
  setReadTo(id) {
    if (!id || this.readTo === id) return;
    this.readTo = id;
    this.render();
  }

  /** By when the visitor was promised to hear from us; gone once that is over. */
  setPromised(at) {
    clearTimeout(this.promisedTimer);
    const left = at ? new Date(at) - Date.now() : 0;
    this.promisedAt = left > 0 ? at : null;
    if (left > 0 && left < MAX_TIMER_MS) this.promisedTimer = setTimeout(() => this.setPromised(null), left);
    this.renderTimes();
  }

  /** Nobody is there: a mail address or a number is asked for, and the answer goes there. */
  setClosed(isClosed, opensAt) {
    $("mail-row").hidden = !isClosed;
    $("email").required = isClosed;
    this.closedText = isClosed ? ["closed", opensAt] : null;
    this.isClosed = isClosed;
    $("attach").hidden = isClosed;
    this.setWait(this.waitS);
    this.renderTimes();
    this.render();
  }

  /** Nothing is taken from this visitor until then. */
  setBlocked(until) {
    $("composer").hidden = Boolean(until);
    this.blockedText = until ? ["blocked", until] : null;
    this.renderTimes();
  }

  renderTimes() {
    const [key, at] = this.blockedText || this.closedText || [];
    $("notice").hidden = !key;
    $("notice").textContent = !key ? "" : at ? this.timed(key, at) : this.text("closedLong");
    $("promised").hidden = !this.promisedAt;
    $("promised-text").textContent = this.promisedAt ? this.timed("promised", this.promisedAt) : "";
    this.end.keep();
  }

  timed(key, at) { return this.text(key).replace("{time}", `${this.day(at)}, ${this.time(at)}`); }

  renderContacts() {
    const lines = this.text("contactLines");
    for (const place of document.querySelectorAll(".contacts")) {
      place.hidden = !lines.length;
      place.querySelector("ul").replaceChildren(...lines.map((line) => element("li", "", line)));
    }
  }

  /** Forgets what another visitor of this browser was shown; what is not sent yet stays. */
  forget() {
    for (const [id, message] of this.rows) if (message.state === "sent") this.rows.delete(id);
    this.render();
  }

  /** `key` of a sentence; "" hides the banner. */
  setBanner(key, good = false) {
    this.banner = key;
    $("banner").hidden = !key;
    $("banner").classList.toggle("good", good);
    $("banner-text").textContent = key ? this.text(key) : "";
    this.end.keep();
  }

  setProblem(key) {
    $("problem").hidden = !key;
    $("problem").textContent = key ? this.text(key) : "";
  }

  /** Adds or changes messages: {id, text, at, number, own, author, state}. */
  put(messages, { quiet = false } = {}) {
    if (!messages.length) return;
    const { isKept } = this.end;
    let foreign = false;
    for (const message of messages) {
      if (!this.rows.has(message.id)) foreign ||= !message.own;
      this.rows.set(message.id, { ...this.rows.get(message.id), ...message, fresh: !quiet && !this.rows.has(message.id) });
    }
    $("log").setAttribute("aria-live", quiet ? "off" : "polite");
    this.render();
    if (isKept || messages.some((it) => it.own && it.state === "pending")) this.end.show();
    else if (foreign && !quiet) this.end.tell();
  }

  /** Stored messages in the order of the server, those not stored yet after them, as they were written. */
  ordered() {
    return [...this.rows.values()].sort((a, b) => {
      const stored = (a.state !== "sent") - (b.state !== "sent");
      return stored || (a.number || 0) - (b.number || 0) || (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
    });
  }

  render() {
    const log = $("log");
    let place = log.firstChild;
    const keep = (node) => {
      if (node === place) place = place.nextSibling;
      else log.insertBefore(node, place);
    };
    const ordered = this.ordered();
    const wanted = new Set();
    let last = null;
    const readTo = ordered.findIndex((it) => it.id === this.readTo);
    ordered.forEach((message, index) => {
      message.isRead = message.own && index <= readTo;
      const head = this.headOf(message, last);
      if (head) {
        wanted.add(message.dayNode ||= element("li", "day"));
        if (message.dayNode.textContent !== head) message.dayNode.textContent = head;
        keep(message.dayNode);
      }
      const node = this.look.nodeOf(message, ordered[index + 1]);
      wanted.add(node);
      keep(node);
      last = message;
    });
    for (const node of [...log.children]) if (!wanted.has(node)) node.remove();
    this.renderSuggestions(ordered.length === 0);
    $("welcome").hidden = ordered.length > 0;
    document.querySelector(".scroll .contacts").hidden = ordered.length > 0 || !this.text("contactLines").length;
    $("name-row").hidden = !this.isClosed && ordered.some((it) => it.own);
  }

  renderSuggestions(wanted) {
    const chips = (wanted ? this.text("suggestions") : []).map((text) => {
      const chip = element("button", "", text);
      chip.type = "button";
      chip.addEventListener("click", () => this.onSuggested(text));
      return chip;
    });
    $("suggestions").replaceChildren(...chips);
  }

  headOf(message, last) {
    const sameDay = last && new Date(last.at).toDateString() === new Date(message.at).toDateString();
    const sameRequest = last && (!message.number || last.number === message.number);
    if (sameDay && sameRequest) return "";
    const request = message.number && !sameRequest ? this.text("request").replace("{number}", message.number) : "";
    return [request, this.day(message.at)].filter(Boolean).join(" · ");
  }

  /** The browser's own form of our language (en-GB has 24 hours), else ours. */
  locale() { return navigator.languages.find((it) => it.slice(0, 2) === this.language) || this.language; }

  time(at) { return new Intl.DateTimeFormat(this.locale(), { timeStyle: "short" }).format(new Date(at)); }

  day(at) {
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000);
    if (days === 0) return this.text("today");
    if (days === 1) return this.text("yesterday");
    const year = new Date(at).getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
    return new Intl.DateTimeFormat(this.locale(), { day: "numeric", month: "long", ...year }).format(new Date(at));
  }
}
