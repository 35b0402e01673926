"""That the customer wrote, told to those who listen: politely, and not with every line."""

from collections.abc import Callable
from datetime import datetime, timedelta

from app.domain.entry import EntryKind
from ui.conversation.entry_text import TimelineWords
from ui.conversation.item import Item
from ui.translation import _

_BETWEEN_ANNOUNCEMENTS = timedelta(seconds=3)


class Hearing:
    """``say`` gets the sentence of a new message of the customer, at most once in 3 s."""

    def __init__(self, words: TimelineWords, now: Callable[[], datetime], say: Callable[[str], None]) -> None:
        self._words, self._now, self._say = words, now, say
        self._heard_at: datetime | None = None

    def tell(self, last: Item) -> None:
        """``last``: the newest row, which has just come."""
        now = self._now()
        if last.entry is None or last.entry.kind is not EntryKind.MESSAGE_IN:
            return
        if self._heard_at is None or now - self._heard_at >= _BETWEEN_ANNOUNCEMENTS:
            self._heard_at = now
            self._say(_("New message. {sentence}").format(sentence=self._words.sentence(last)))
