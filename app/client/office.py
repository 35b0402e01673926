"""The administration of inboxes, and what no row tells of them: by which ones no letter leaves at present."""

from collections.abc import Mapping
from uuid import UUID

from app.client.inbox import Declined, WayOutTrouble
from app.client.sync.office import ServerOffice
from app.domain.reason import Reason


class DeskOffice(ServerOffice):
    """The administration of inboxes with what no row tells of them. Any thread."""

    def ways_out(self) -> Mapping[UUID, WayOutTrouble] | Declined:
        """Troubles by inbox; none of a server that is older than this question."""
        from app.protocol.inbox import INBOXES_PATH, InboxList

        found = self._ask("GET", INBOXES_PATH, None, InboxList)
        if isinstance(found, Declined):
            return found
        return {
            it.id: WayOutTrouble(Reason(it.outgoing, **it.outgoing_data), it.outgoing_since_at)
            for it in found.inboxes
            if it.outgoing
        }
