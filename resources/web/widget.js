// Deskhand chat: one tag on any page becomes a button and a frame on our origin. Nothing of the page is read but
// its language, its address without the query, and what the tag's data-… say.
(() => {
  const script = document.currentScript;
  if (!script || window.deskhandChat) return;
  const { inbox, user, signature, side, label } = script.dataset;
  const home = new URL(script.src).origin;
  if (!inbox) return console.error("Deskhand chat: data-inbox is missing");

  const WORDS = __WORDS__;
  const [LIGHT, DARK] = __LOOKS__;
  const wanted = [script.dataset.language, document.documentElement.lang, ...navigator.languages];
  const language = wanted.map((it) => (it || "").slice(0, 2).toLowerCase()).find((it) => WORDS[it]) || "en";
  const words = WORDS[language];
  const KEY = "deskhand-chat:" + inbox;
  const PATIENCE_MS = 15000, SILENCE_MS = 1000;

  const store = (area, key, value) => {
    try {
      if (value === undefined) return area().getItem(key);
      area().setItem(key, value);
    } catch { return null; } // a page without storage still has a chat
  };
  const tab = () => sessionStorage, site = () => localStorage;

  const colours = (look) => Object.entries(look).map(([name, value]) => `--${name}:${value};`).join("");
  const at = side === "left" ? "left" : "right";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host{all:initial;${colours(LIGHT)}}
@media(prefers-color-scheme:dark){:host{${colours(DARK)}}}
button,a,p{font:500 16px/20px system-ui,"Segoe UI",Roboto,sans-serif;margin:0}
.open{position:fixed;z-index:2147483000;${at}:max(24px,env(safe-area-inset-${at}));bottom:max(24px,env(safe-area-inset-bottom));
display:flex;align-items:center;gap:10px;height:52px;padding:0 22px;border:0;border-radius:26px;cursor:pointer;
background:var(--accent);color:var(--on);box-shadow:0 6px 20px rgb(0 0 0/.24)}
.open:hover{background:var(--hover)}
:focus-visible{outline:3px solid var(--ring);outline-offset:3px}
.count{min-width:20px;padding:0 6px;border-radius:10px;background:var(--badge);color:#fff;font-size:13px;text-align:center;box-sizing:border-box}
.panel{position:fixed;z-index:2147483001;${at}:24px;bottom:24px;width:366px;height:min(560px,calc(100vh - 48px));
border:1px solid var(--line);border-radius:16px;overflow:hidden;background:var(--bg);color:var(--text);box-shadow:0 16px 48px rgb(10 40 50/.2)}
iframe{width:100%;height:100%;border:0;display:block;color-scheme:light dark}
.away{padding:24px;display:grid;gap:16px;justify-items:start}
.away a{color:inherit}.away button{padding:8px 16px}
[hidden]{display:none!important}
@media(max-width:480px),(max-height:420px){.panel{inset:0;width:100%;height:100%;border:0;border-radius:0}}
@media(prefers-reduced-motion:no-preference){.panel{animation:rise .14s ease-out}@keyframes rise{from{opacity:0;transform:translateY(8px)}}}
@media print{:host{display:none}}`);

  const element = (kind, className, text) => {
    const made = document.createElement(kind);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const SVG = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ width: 22, height: 22, viewBox: "0 0 24 24", fill: "none", stroke: "currentColor",
    "stroke-width": 1.75, "stroke-linejoin": "round", "aria-hidden": "true" })) drawing.setAttribute(name, value);
  path.setAttribute("d", "M7.9 20A9 9 0 1 0 4 16.1L2 22Z");
  drawing.append(path);

  const box = element("deskhand-chat");
  const root = box.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const button = element("button", "open"), count = element("span", "count"), panel = element("div", "panel");
  button.type = "button";
  const caption = element("span", "", label || words.open);
  button.append(drawing, caption, count);
  button.setAttribute("aria-expanded", "false");
  count.hidden = panel.hidden = true;
  root.append(button, panel);

  let frame = null, isReady = false, isOpen = false, hasFocus = false;

  const tell = (type, more) => frame?.contentWindow?.postMessage({ deskhand: 1, type, ...more }, home);

  /** The frame is loaded when it is needed: at the first opening, or when this visitor has talked here before. */
  function load() {
    if (frame) return;
    frame = element("iframe");
    frame.title = words.frame;
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "origin";
    frame.src = `${home}/chat/${encodeURIComponent(inbox)}/frame?lang=${language}&host=${encodeURIComponent(location.origin)}`;
    frame.addEventListener("load", () => setTimeout(judge, SILENCE_MS)); // a frame that works has spoken before
    panel.append(frame);
    setTimeout(judge, PATIENCE_MS);
  }

  function judge() { if (!isReady && frame.isConnected) away(); }

  /** This site is not on the inbox's list, or we are not there: say so, with the way that always works. */
  function away() {
    console.error(`Deskhand chat: the frame did not answer. Is ${location.origin} among the inbox's origins?`);
    const told = element("div", "away"), link = element("a", "", words.apart), close = element("button", "", words.close);
    link.href = `${home}/chat/${encodeURIComponent(inbox)}`;
    link.target = "_blank";
    link.rel = "noopener";
    close.type = "button";
    close.addEventListener("click", () => show(false));
    told.append(element("p", "", words.away), link, close);
    frame.remove();
    panel.replaceChildren(told);
  }

  function show(open, isAsked = true) {
    isOpen = open;
    if (open) load();
    panel.hidden = !open;
    button.hidden = open;
    button.setAttribute("aria-expanded", String(open));
    store(tab, KEY, open ? "open" : "");
    tell("shown", { shown: open });
    hasFocus = open && isAsked;
    if (hasFocus) frame.focus();
    else if (!open) button.focus();
  }

  function setCount(unread) {
    count.hidden = !unread;
    count.textContent = unread > 99 ? "99+" : String(unread);
    button.setAttribute("aria-label", unread ? words.openNew.replace("{count}", unread) : caption.textContent);
  }

  /** Who answers is on the button, unless the site has words of its own there. */
  function setAgent(name) {
    caption.textContent = label || (name ? words.openWith.replace("{name}", () => name.slice(0, 30)) : words.open);
    if (count.hidden) setCount(0);
  }

  const bare = (address) => (address || "").split(/[?#]/)[0];
  function kept() {
    const found = {};
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(KEY + ":")) found[key.slice(KEY.length + 1)] = JSON.parse(localStorage[key]);
    } catch { return {}; }
    return found;
  }

  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== home || data?.deskhand !== 1) return;
    if (data.type === "ready") {
      isReady = true;
      tell("hello", { identity: user || "", signature: signature || "", kept: kept(), page: bare(location.href), referrer: bare(document.referrer) });
      tell("shown", { shown: isOpen });
      if (hasFocus) frame.focus();
    } else if (data.type === "close") show(false);
    else if (data.type === "agent") setAgent(String(data.name || ""));
    else if (data.type === "unread") setCount(Number(data.count) || 0);
    else if (data.type === "known") store(site, KEY, "known");
    else if (data.type === "keep") store(site, `${KEY}:${data.key}`, JSON.stringify(data.value));
    else if (data.type === "unsigned") console.warn("Deskhand chat: data-signature does not fit data-user; the visitor stays unknown.");
  });
  button.addEventListener("click", () => show(true));

  // The keyboard of a phone covers the lower half: the panel ends above it.
  const view = window.visualViewport;
  const isFull = () => matchMedia("(max-width:480px),(max-height:420px)").matches;
  const fit = () => {
    panel.style.height = view && isFull() ? `${view.height}px` : "";
    panel.style.top = view && isFull() ? `${view.offsetTop}px` : "";
  };
  view?.addEventListener("resize", fit);
  view?.addEventListener("scroll", fit);

  window.deskhandChat = { open: () => show(true), close: () => show(false) };
  const begin = () => {
    document.body.append(box);
    setCount(0);
    fit();
    if (store(tab, KEY) === "open" && !isFull()) show(true, false); // never over a page somebody has just opened
    else if (store(site, KEY) === "known" || user) load();
  };
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
