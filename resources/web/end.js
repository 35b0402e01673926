// The end of a talk stays shown while it grows, until somebody reads back.

const NEAR_PX = 80;

export class End {
  /** `place` scrolls; `button` leads whoever read back to what came since. */
  constructor(place, button) {
    this.place = place;
    this.button = button;
    this.shownTop = 0; // where the end was shown last; Infinity after it was left
    button.addEventListener("click", () => this.show());
    place.addEventListener("scroll", () => this.scrolled());
    addEventListener("resize", () => this.keep());
  }

  /** Whether it is to stay shown. What grew below does not leave it; reading back does, even before the browser tells of it. */
  get isKept() { return this.isNear() || this.place.scrollTop >= this.shownTop; }

  isNear() {
    const { scrollTop, scrollHeight, clientHeight } = this.place;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  scrolled() {
    if (this.isNear()) {
      this.shownTop = this.place.scrollTop;
      this.button.hidden = true;
    } else if (!this.isKept) this.shownTop = Infinity;
  }

  /** Shows it again after something changed above or below, unless somebody reads back. */
  keep() { if (this.isKept) this.show(); }

  show() {
    this.place.scrollTop = this.place.scrollHeight;
    this.shownTop = this.place.scrollTop;
    this.button.hidden = true;
  }

  /** Something of others came that is not in sight. */
  tell() { this.button.hidden = false; }
}
