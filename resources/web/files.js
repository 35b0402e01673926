// Files that go with the next message: sent at once, named by the message.

import { Refused, sendFile } from "./link.js";

const MAX_BYTES = 10485760, MAX_FILES = 10, SOON_MS = 100;
const $ = (id) => document.getElementById(id);

export class Files {
  constructor(view, token) {
    this.view = view;
    this.token = token;
    this.items = []; // {file, id?, chip}
    $("attach").addEventListener("click", () => $("file").click());
    $("file").addEventListener("change", () => {
      for (const file of $("file").files) this.add(file);
      $("file").value = "";
    });
    $("text").addEventListener("paste", (event) => { for (const file of event.clipboardData?.files || []) this.add(file); });
  }

  get isBusy() { return this.items.some((it) => !it.id); }
  ready() { return this.items.map(({ id, file }) => ({ id, name: file.name, size: file.size })); }
  clear() { for (const it of [...this.items]) this.remove(it); }

  async add(file) {
    if (file.size > MAX_BYTES || this.items.length >= MAX_FILES) return this.view.setProblem("fileTooLarge");
    const chip = document.createElement("li"), name = document.createElement("span"), cancel = document.createElement("button");
    name.textContent = file.name;
    cancel.type = "button";
    cancel.textContent = "×";
    cancel.setAttribute("aria-label", `${this.view.text("removeFile")}: ${file.name}`);
    chip.append(name, cancel);
    chip.className = "busy";
    const item = { file, chip };
    cancel.addEventListener("click", () => { this.remove(item); $("text").focus(); });
    this.items.push(item);
    $("chips").append(chip);
    try {
      while (!this.token() && this.items.includes(item)) await new Promise((go) => setTimeout(go, SOON_MS)); // not let in yet
      if (!this.items.includes(item)) return;
      item.id = (await sendFile(this.token(), file)).id;
      chip.className = "";
    } catch (error) {
      this.remove(item);
      const code = error instanceof Refused ? error.code : "";
      this.view.setProblem({ too_large: "fileTooLarge", too_much: "fileTooLarge", too_slow: "fileTooSlow" }[code] || "fileNotSent");
    }
  }

  remove(item) {
    item.chip.remove();
    this.items = this.items.filter((it) => it !== item);
  }
}
