// The chat page: what was typed is kept first and sent second; what the server has is fetched by cursor.

import { hostOf } from "./host.js";
import { Kept } from "./kept.js";
import { Files } from "./files.js";
import { Backoff, Offline, Refused, listen, openSession, typing } from "./link.js";
import { Reading } from "./reading.js";
import { Sending } from "./sending.js";
import { View } from "./view.js";

const MAX_TEXT_BYTES = 16384;
const BANNER_AFTER_MS = 1200; // a short gap needs no words
const GOOD_NEWS_MS = 2500;
const TYPING_EVERY_MS = 3000;
const LOOK_AGAIN_MS = 15000; // what the server says to a tab whose stream gave way

const meta = (name) => document.querySelector(`meta[name=${name}]`).content;
const $ = (id) => document.getElementById(id);
const slug = meta("slug");
const view = new View(JSON.parse(meta("texts")));
const host = hostOf();
const site = host ? await host.greeted : {}; // {identity, signature, kept, page, referrer}
const kept = new Kept(keyOf(site.identity), host, site.kept);
const keep = (work) => kept.change(work);
const sending = new Sending(kept, view, site, reconnect);
const reading = new Reading(kept, view, host, onLost);

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
  sending.flush();
  return true;
}

let isClosed = false; // nobody is there: what is written is answered by mail or telephone
const reached = (where) => where.includes("@") ? { email: where } : { phone: where };
const files = new Files(view, () => kept.values.token);
let consent = meta("consent"); // version of the policy to agree to before the first message
function showConsent() { $("consent").hidden = !consent || kept.values.agreed === consent; }

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
    reading.startOver();
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
  let laterMs = 0; // the stream gave way to that of another tab, or the server goes: it says when to come back
  await listen(kept.values.token, (event, data) => {
    backoff.reset();
    if (event === "bye") laterMs = data.retry_ms || 0;
    if (event === "typing") view.setTyping(data.name || view.text("company"), data.seconds);
    if (event !== "news") return;
    setOnline(true);
    reading.sync();
    sending.flush();
  }, stop.signal);
  return laterMs;
}

async function run() {
  for (;;) {
    let atLeastMs = 0;
    let isServed = false;
    try {
      atLeastMs = await connectOnce();
      isServed = atLeastMs >= LOOK_AGAIN_MS;
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
      reading.sync();
      sending.flush();
    }
    await backoff.wait(atLeastMs);
    for (; isServed && document.hidden; await backoff.wait(LOOK_AGAIN_MS)) { // who is looked at needs the stream more
      reading.sync();
      sending.flush();
    }
  }
}

// ---- the site around us

if (host) {
  $("hide").hidden = false;
  $("hide").addEventListener("click", () => host.tell("close"));
  addEventListener("keydown", (event) => { if (event.key === "Escape") host.tell("close"); });
  host.onShown = (isShown) => {
    if (!isShown) return;
    reading.seen();
    view.end.show();
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
