// The chat page: what was typed is kept first and sent second; what the server has is fetched by cursor.

import { hostOf } from "./host.js";
import { Kept } from "./kept.js";
import { Files } from "./files.js";
import { Backoff, Offline, Refused, history, leave, listen, openSession, taken, typing, write } from "./link.js";
import { View } from "./view.js";

const MAX_TEXT_BYTES = 16384;
const BANNER_AFTER_MS = 1200; // a short gap needs no words
const GOOD_NEWS_MS = 2500;
const TYPING_EVERY_MS = 3000;
const LINKS_GOOD_MS = 3000000; // links to files end after an hour
const MAX_LEFT = 5;

const meta = (name) => document.querySelector(`meta[name=${name}]`).content;
const $ = (id) => document.getElementById(id);
const slug = meta("slug");
const view = new View(JSON.parse(meta("texts")));
const host = hostOf();
const site = host ? await host.greeted : {}; // {identity, signature, kept, page, referrer}
const kept = new Kept(keyOf(site.identity), host, site.kept);
const keep = (work) => kept.change(work);

/** Each user of the site has a place of their own: on a shared computer nobody goes on with another's chat. */
function keyOf(identity) {
  try {
    return `deskhand-chat:${slug}:${JSON.parse(identity).id}`;
  } catch {
    return `deskhand-chat:${slug}`;
  }
}

// ---- writing

/** UUIDv7: the server's ids are ordered by time, ours too. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let ms = Date.now();
  for (let at = 5; at >= 0; at--, ms = Math.floor(ms / 256)) bytes[at] = ms % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((it) => it.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function submit(text) {
  const body = text.replace(/\r\n/g, "\n").trim();
  if (files.isBusy) {
    view.setProblem("fileOnItsWay");
    return false;
  }
  const attached = files.ready();
  if (!body && !attached.length) return false;
  if (isClosed && !$("email").reportValidity()) return false;
  if (new TextEncoder().encode(body).length > MAX_TEXT_BYTES) {
    view.setProblem("tooLong");
    return false;
  }
  if (consent && kept.values.agreed !== consent) {
    if (!$("agree").checked) {
      view.setProblem("agreeFirst");
      $("agree").focus();
      return false;
    }
    keep((it) => { it.agreed = consent; });
  }
  showConsent();
  view.setProblem("");
  const message = { id: newId(), text: body, at: new Date().toISOString(), files: attached, ...(isClosed && reached($("email").value.trim())) };
  keep((it) => { it.queue.push(message); it.name = $("name").value.trim() || it.name; });
  files.clear();
  view.put([{ ...message, own: true, state: "pending" }]);
  flush();
  return true;
}

let isClosed = false; // nobody is there: what is written is answered by mail or telephone
const reached = (where) => where.includes("@") ? { email: where } : { phone: where };
const files = new Files(view, () => kept.values.token);
let consent = meta("consent"); // version of the policy to agree to before the first message
function showConsent() { $("consent").hidden = !consent || kept.values.agreed === consent; }

let flushing = null;

/** Sends what is kept, in order, one at a time; the same id twice is one message to the server. */
function flush() {
  flushing ||= sendAll().finally(() => { flushing = null; });
  return flushing;
}

async function sendAll() {
  for (let next; kept.values.token && (next = kept.values.queue.find((it) => !it.refused)); ) {
    try {
      const all = { id: next.id, text: next.text, name: kept.values.name, locale: view.language, consent: kept.values.agreed };
      const { id, number, at } = next.email || next.phone ? await leave(kept.values.token, { ...all, email: next.email || "", phone: next.phone || "" }) : await write(kept.values.token, {
        ...all, utc_offset_minutes: -new Date().getTimezoneOffset(), files: (next.files || []).map((it) => it.id),
        page: site.page || "", referrer: site.referrer || "",
      });
      drop(next.id);
      const stored = { ...next, id, number, at, own: true, state: "sent" };
      if (next.email || next.phone) keep((it) => { it.left = [...(it.left || []), stored].slice(-MAX_LEFT); });
      view.put([stored]);
    } catch (error) {
      if (!(await survived(error, next))) return;
    }
  }
}

function drop(id) {
  keep((it) => { it.queue = it.queue.filter((message) => message.id !== id); });
}

/** Tells whether to go on with the queue at once. */
async function survived(error, message) {
  if (error instanceof Refused && error.status === 429) {
    view.setBanner("slowDown");
    await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs || 1000));
    view.setBanner("");
    return true;
  }
  if (error instanceof Refused && error.code === "consent_needed") { // the policy has changed meanwhile
    keep((it) => { it.agreed = ""; });
    view.setProblem("agreeFirst");
    reconnect();
    return false;
  }
  if (error instanceof Refused && error.code === "blocked") reconnect(); // the session tells until when
  if (error instanceof Refused && error.status !== 401) {
    keep((it) => { for (const kin of it.queue) if (kin.id === message.id) kin.refused = true; });
    view.put([{ id: message.id, own: true, state: "failed" }]);
    view.setProblem(error.code === "too_long" ? "tooLong" : error.code === "no_address" ? "noAddress" : "refused");
    return true;
  }
  if (error instanceof Refused) keep((it) => { it.token = ""; });
  else if (!(error instanceof Offline)) throw error;
  reconnect();
  return false;
}

view.onRetry = (id) => {
  view.setProblem("");
  keep((it) => { for (const message of it.queue) if (message.id === id) message.refused = false; });
  view.put([{ id, own: true, state: "pending" }]);
  flush();
};

// ---- reading

let cursor = "";
let syncing = null;
let again = false;
let isFirst = true;
let linksAt = Date.now();

/** Fetches what is new; news that arrive meanwhile lead to one more look. */
function sync() {
  again = true;
  syncing ||= fetchAll().catch(onLost).finally(() => { syncing = null; });
  return syncing;
}

async function fetchAll() {
  while (again) {
    again = false;
    if (Date.now() - linksAt > LINKS_GOOD_MS) {
      cursor = "";
      linksAt = Date.now();
    }
    const answer = await history(kept.values.token, cursor);
    cursor = answer.cursor;
    again ||= Boolean(answer.more);
    const messages = answer.messages.map((it) => ({ own: false, author: "", ...it, state: "sent" }));
    for (const { id } of messages) if (kept.values.queue.some((it) => it.id === id)) drop(id);
    view.setAgent(answer.agent || "");
    host?.tell("agent", { name: (answer.agent || "").split(" ")[0] });
    if (messages.length) host?.tell("known");
    if (messages.some((it) => !it.own)) view.setTyping("");
    view.put(messages, { quiet: isFirst });
    view.setReadTo(answer.read_to);
    view.setPromised(answer.promised_at);
    isFirst = false;
    await tellShown(messages.filter((it) => !it.own && !it.taken));
  }
}

const isSeen = () => document.visibilityState === "visible" && (!host || host.isShown);

/** Tells the server what came to this page, and what somebody has before their eyes; counts the rest. */
async function tellShown(arrived) {
  const unread = [...view.rows.values()].filter((it) => !it.own && !it.read && it.state === "sent");
  const told = isSeen() ? unread : arrived;
  if (told.length) await taken(kept.values.token, told.map((it) => it.id), isSeen());
  if (isSeen()) for (const it of unread) it.read = true;
  host?.tell("unread", { count: isSeen() ? 0 : unread.length });
}

const onSeen = () => { if (isSeen() && kept.values.token) tellShown([]).catch(onLost); };
document.addEventListener("visibilitychange", onSeen);

// ---- the link

const backoff = new Backoff();
let stop = new AbortController();
let bannerTimer = 0;
let isOnline = true;

function reconnect() { stop.abort(); }

function onLost(error) {
  if (error instanceof Refused && error.status === 401) keep((it) => { it.token = ""; });
  else if (!(error instanceof Offline || error instanceof Refused)) throw error;
  reconnect();
}

function setOnline(online) {
  if (online === isOnline) return;
  isOnline = online;
  clearTimeout(bannerTimer);
  if (!online) {
    bannerTimer = setTimeout(() => view.setBanner("offline"), BANNER_AFTER_MS);
  } else if (view.banner === "offline") {
    view.setBanner("online", true);
    bannerTimer = setTimeout(() => view.setBanner(kept.isKeeping ? "" : "unkept"), GOOD_NEWS_MS);
  }
}

async function connectOnce() {
  const session = await openSession(slug, kept.values.token, { identity: site.identity || "", signature: site.signature || "" });
  if (!session.resumed) {
    cursor = "";
    view.forget();
  }
  keep((it) => { it.token = session.token; });
  if (site.identity && !session.verified) host.tell("unsigned");
  consent = session.consent || "";
  isClosed = Boolean(session.closed) && !session.verified;
  showConsent();
  view.setWait(session.wait_s);
  view.setClosed(isClosed, session.opens_at);
  view.setBlocked(session.blocked_until);
  stop = new AbortController();
  await listen(kept.values.token, (event, data) => {
    backoff.reset();
    if (event === "typing") view.setTyping(data.name || view.text("company"), data.seconds);
    if (event !== "news") return;
    setOnline(true);
    sync();
    flush();
  }, stop.signal);
}

async function run() {
  for (;;) {
    let atLeastMs = 0;
    let isServed = false;
    try {
      await connectOnce();
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return view.setBanner("gone");
      if (error instanceof Refused && error.status === 401) keep((it) => { it.token = ""; });
      else if (error instanceof Refused) {
        atLeastMs = error.retryAfterMs;
        isServed = error.status === 429 && Boolean(kept.values.token); // other tabs have the streams: look now and then
      }
      else if (!(error instanceof Offline)) throw error;
    }
    setOnline(isServed);
    if (isServed) {
      backoff.reset();
      sync();
      flush();
    }
    await backoff.wait(atLeastMs);
  }
}

// ---- the site around us

if (host) {
  $("hide").hidden = false;
  $("hide").addEventListener("click", () => host.tell("close"));
  addEventListener("keydown", (event) => { if (event.key === "Escape") host.tell("close"); });
  host.onShown = (isShown) => {
    if (!isShown) return;
    onSeen();
    view.toEnd();
    $("text").focus();
  };
}

// ---- the page

function grow() {
  const field = $("text");
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

let typedAt = 0;

/** An operator who has the talk open sees that somebody is writing; what is written stays here. */
function tellTyping() {
  if (isClosed || !isOnline || !kept.values.token || Date.now() - typedAt < TYPING_EVERY_MS) return;
  typedAt = Date.now();
  typing(kept.values.token).catch(() => {}); // a sign nobody misses
}

function send() {
  if (!submit($("text").value)) return;
  $("text").value = "";
  grow();
  $("text").focus();
}

$("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
$("text").addEventListener("input", () => { grow(); view.setProblem(""); tellTyping(); });
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
$("name").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  $("text").focus();
});
view.onSuggested = (text) => submit(text);
for (const link of document.querySelectorAll("[data-language]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    view.setLanguage(link.dataset.language);
    keep((it) => { it.language = link.dataset.language; });
  });
}
addEventListener("offline", () => { setOnline(false); reconnect(); });

const asked = new URLSearchParams(location.search).get("lang");
view.setLanguage(view.texts[asked] ? asked : view.texts[kept.values.language] ? kept.values.language : document.documentElement.lang);
showConsent();
$("name").value = kept.values.name;
view.put((kept.values.left || []), { quiet: true });
view.put(kept.values.queue.map((it) => ({ ...it, own: true, state: it.refused ? "failed" : "pending" })), { quiet: true });
if (!kept.isKeeping) view.setBanner("unkept");
$("text").readOnly = false; // from here on what is typed is kept
run();
