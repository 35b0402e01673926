"""What was being written goes along with a request that goes on in another one, and comes back when that is undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.client.drafting import USUAL, Addressing
from app.client.row import DraftKind, OutgoingFile
from ui.bridge.desk_bridge import DeskBridge


@dataclass(frozen=True, slots=True)
class Along:
    """How it was in both requests before; of texts only those that went along: what the target had, and theirs."""

    source_id: UUID
    target_id: UUID
    texts: Mapping[DraftKind, tuple[str, str]]
    files: Sequence[OutgoingFile]
    left: Addressing
    there: Addressing
    joined: Addressing


class DraftsAlong:
    """The answer with its files and copies, and the note."""

    def __init__(self, bridge: DeskBridge) -> None:
        self._bridge = bridge

    def take(self, source_id: UUID, target_id: UUID) -> Along:
        """All of it goes on in the target, below what is being written there; the channel stays the target's own."""
        queries, desk = self._bridge.queries, self._bridge.desk
        texts: dict[DraftKind, tuple[str, str]] = {}
        for kind in DraftKind:
            text, there = queries.draft(source_id, kind), queries.draft(target_id, kind)
            if text.strip():
                texts[kind] = (there, text)
                desk.save_draft(target_id, _head(there) + text, kind)
                desk.save_draft(source_id, "", kind)
        files = list(queries.draft_files(source_id))
        if files:
            desk.save_draft_files(target_id, [*queries.draft_files(target_id), *files])
            desk.save_draft_files(source_id, ())
        left, there_to = desk.drafts.addressing(source_id), desk.drafts.addressing(target_id)
        joined = replace(there_to, cc=tuple(dict.fromkeys((*there_to.cc, *left.cc))))
        if joined != there_to:
            desk.drafts.address(target_id, joined)
        desk.drafts.address(source_id, USUAL)
        return Along(source_id, target_id, texts, files, left, there_to, joined)

    def give_back(self, along: Along) -> None:
        """As it was, with what was written since; what can no longer be told apart stays where it is."""
        queries, desk = self._bridge.queries, self._bridge.desk
        for kind, (there, _text) in along.texts.items():
            now = queries.draft(along.target_id, kind)
            if now.startswith(_head(there)) and not queries.draft(along.source_id, kind).strip():
                desk.save_draft(along.source_id, now.removeprefix(_head(there)), kind)
                desk.save_draft(along.target_id, there, kind)
        ids = {it.id for it in along.files}
        now_files = queries.draft_files(along.target_id)
        back = [it for it in now_files if it.id in ids]
        if back:
            desk.save_draft_files(along.source_id, [*queries.draft_files(along.source_id), *back])
            desk.save_draft_files(along.target_id, [it for it in now_files if it.id not in ids])
        desk.drafts.address(along.source_id, along.left)
        if desk.drafts.addressing(along.target_id) == along.joined != along.there:
            desk.drafts.address(along.target_id, along.there)


def _head(there: str) -> str:
    """What stands above the text that comes along."""
    return f"{there}\n\n" if there.strip() else ""
