// The site around the frame. Only the origin the server let in is spoken to and heard.

const MARK = "deskhand";
const GREETING_MS = 5000;

export class Host {
  constructor(origin) {
    this.origin = origin;
    this.onShown = () => {};
    this.isShown = false;
    this.greeted = new Promise((resolve) => {
      addEventListener("message", (event) => {
        if (event.source !== parent || event.origin !== origin || event.data?.[MARK] !== 1) return;
        if (event.data.type === "hello") resolve(event.data);
        if (event.data.type === "shown") { this.isShown = Boolean(event.data.shown); this.onShown(this.isShown); }
      });
      setTimeout(() => resolve({}), GREETING_MS); // an old or broken script: a chat like any other
    });
    this.tell("ready");
  }
  tell(type, more = {}) { parent.postMessage({ [MARK]: 1, type, ...more }, this.origin); }
}

/** The site around us; null on the hosted page. */
export function hostOf() {
  const origin = new URLSearchParams(location.search).get("host");
  return parent !== window && origin ? new Host(origin) : null;
}
