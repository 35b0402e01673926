// The page's link to the server: requests, the stream of news, and waiting longer after each failure.

const API = "/chat/api";
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30000;
const SILENCE_MS = 40000; // the server says something every 15 s
const ANSWER_MS = 20000;

/** No answer, or one that is not ours (a captive portal has no epoch). */
export class Offline extends Error {}

/** The server said no. */
export class Refused extends Error {
  constructor(status, code, retryAfter) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfter * 1000;
  }
}

async function ask(path, token, options = {}) {
  const headers = {
    ...(token && { Authorization: `Bearer ${token}` }), ...(options.body && { "Content-Type": "application/json" }), ...options.headers,
  };
  let answer;
  try {
    answer = await fetch(API + path, { cache: "no-store", credentials: "omit", ...options, headers });
  } catch (error) {
    throw new Offline(String(error));
  }
  if (!answer.headers.has("x-sync-epoch")) throw new Offline("not our server");
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  if (answer.status >= 500) throw new Offline(`${answer.status}`);
  throw new Refused(answer.status, told.error || "", Number(answer.headers.get("retry-after")) || 0);
}

async function askForJson(path, token, body) {
  const limit = AbortSignal.timeout(ANSWER_MS);
  const options = body === undefined ? { signal: limit } : { signal: limit, method: "POST", body: JSON.stringify(body) };
  const answer = await ask(path, token, options);
  try {
    return answer.status === 204 ? null : await answer.json();
  } catch (error) {
    throw new Offline(String(error));
  }
}

export const openSession = (slug, token, site) => askForJson("/session", "", { slug, token, ...site });
export const write = (token, message) => askForJson("/messages", token, message);
export const history = (token, cursor) => askForJson(`/history?cursor=${encodeURIComponent(cursor)}`, token);
export const taken = (token, ids, read) => askForJson("/taken", token, { ids, read });
export const leave = (token, message) => askForJson("/form", token, message);
export const typing = (token) => askForJson("/typing", token, {});

/** Sends a file before its message; what the server calls it. */
export async function sendFile(token, file) {
  const headers = { "X-File-Name": encodeURIComponent(file.name), "Content-Type": file.type || "application/octet-stream" };
  return (await ask("/files", token, { method: "POST", body: file, headers })).json();
}

/** Calls `told(event, data)` for each event until the stream ends; throws Offline when it broke or went silent. */
export async function listen(token, told, stop) {
  const silence = new AbortController();
  stop.addEventListener("abort", () => silence.abort(), { once: true });
  let rest = "";
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const answer = await ask("/stream", token, { signal: silence.signal });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      for (const event of events) {
        const [, name, data] = event.match(/^event: (\w+)\ndata: (.*)$/) || [];
        if (name) told(name, JSON.parse(data));
      }
    }
  } catch (error) {
    throw error instanceof Refused ? error : new Offline(String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Waits longer after each failure, with some chance in it; ends at once when the browser is online again. */
export class Backoff {
  constructor() {
    this.failures = 0;
    this.wake = () => {};
    addEventListener("online", () => this.wake());
    addEventListener("pageshow", () => this.wake());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.wake(); });
  }
  reset() { this.failures = 0; }
  wait(atLeastMs = 0) {
    const ceiling = Math.min(FIRST_WAIT_MS * 2 ** this.failures++, LONGEST_WAIT_MS);
    const ms = Math.max(atLeastMs, ceiling * (0.5 + Math.random() / 2));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => { clearTimeout(timer); resolve(); };
    });
  }
}
