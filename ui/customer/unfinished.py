"""A fact that is half written, or cannot be written down as it stands: kept until one is back at its customer."""

import json
from dataclasses import dataclass
from uuid import UUID

from app.client.drafting import FACT
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.knowing import WRITTEN

KEPT_AFTER_MS = 300
"""sync.md 2.5, as of drafts."""


@dataclass(frozen=True, slots=True)
class UnfinishedFacts:
    """One for each customer, on this computer."""

    bridge: DeskBridge

    def get(self, customer_id: UUID) -> tuple[str, str]:
        """Which fact, and what was typed; both empty when there is none."""
        kept = self.bridge.desk.drafts.unfinished(f"{FACT}{customer_id}")
        fact, text = json.loads(kept) if kept else ("", "")
        return (fact, text) if fact in WRITTEN else ("", "")

    def keep(self, customer_id: UUID, fact: str, text: str) -> None:
        """Keep that."""
        self.bridge.desk.drafts.keep_unfinished(f"{FACT}{customer_id}", json.dumps([fact, text], ensure_ascii=False))

    def forget(self, customer_id: UUID, fact: str) -> None:
        """That one is written down, or not wanted."""
        if fact and self.get(customer_id)[0] == fact:
            self.bridge.desk.drafts.keep_unfinished(f"{FACT}{customer_id}", "")
