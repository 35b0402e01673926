// How one message looks. Text of people is only ever set by textContent.

export function element(kind, className, text) {
  const made = document.createElement(kind);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function icon(name) {
  const made = element("span", `icon icon-${name}`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

export class Look {
  /** `view` knows the language, and what a press on «send again» does. */
  constructor(view) { this.view = view; }

  nodeOf(message, next) {
    if (!message.node) {
      message.node = element("li", "message");
      message.node.dataset.id = message.id;
      message.body = element("div", "bubble", message.text);
      message.body.dir = "auto";
      message.under = element("div", "under");
      message.speaker = element("span", "unseen");
      message.body.hidden = !message.text;
      message.node.append(message.speaker, message.body, message.under);
    }
    const joined = next && next.own === message.own && next.author === message.author && message.state === next.state
      && this.view.time(next.at) === this.view.time(message.at) && next.number === message.number && message.state !== "failed";
    message.node.className = ["message", message.own && "own", message.state, joined && "joined", message.fresh && "fresh"]
      .filter(Boolean).join(" ");
    this.renderFiles(message);
    this.renderUnder(message);
    return message.node;
  }

  /** Names while they wait, links once the server has them. */
  renderFiles(message) {
    if (message.shownFiles === message.files) return;
    message.shownFiles = message.files;
    for (const node of message.node.querySelectorAll(".file")) node.remove();
    message.under.before(...(message.files || []).map((file) => this.fileNode(file)));
  }

  fileNode(file) {
    const node = element(file.url ? "a" : "span", "file", file.image ? "" : file.name);
    if (file.url) Object.assign(node, { href: file.url, target: "_blank", rel: "noopener" });
    if (file.image && file.url) {
      const picture = element("img");
      Object.assign(picture, { src: file.url, alt: file.name, loading: "lazy" });
      picture.addEventListener("load", () => this.view.end.keep());
      node.append(picture);
    } else if (file.image) node.textContent = file.name;
    node.dir = "auto";
    return node;
  }

  renderUnder(message) {
    const said = `${this.view.language} ${message.state} ${message.at} ${message.isRead}`;
    if (message.said === said) return;
    message.said = said;
    message.speaker.textContent = message.own ? this.view.text("you") : message.author || this.view.text("company");
    const parts = [];
    if (message.own && message.state !== "sent") parts.push(icon(message.state === "failed" ? "circle-alert" : "clock"));
    const words = message.own
      ? [message.state === "failed" ? "" : this.view.time(message.at), this.stateOf(message)]
      : [message.author, this.view.time(message.at)];
    parts.push(element("span", "", words.filter(Boolean).join(", ")));
    if (message.state === "failed") {
      const again = element("button", "", this.view.text("retry"));
      again.type = "button";
      again.addEventListener("click", () => this.view.onRetry(message.id));
      parts.push(again);
    }
    message.under.replaceChildren(...parts);
  }

  stateOf({ state, email, phone, isRead }) {
    if (state === "sent" && (email || phone)) return this.view.text("byMail").replace("{address}", email || phone);
    return this.view.text(state === "sent" && isRead ? "read" : state);
  }
}
