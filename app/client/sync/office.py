"""Asks the server about inboxes, over the desk's own connection; every no comes back as a value.

Made when a desk opens, so its libraries are imported on first use.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from app.client.inbox import Declined, WayOutTrouble
from app.domain.reason import Reason

if TYPE_CHECKING:
    from app.client.sync.transport import Transport
    from app.protocol.inbox import (
        AddInbox,
        ChangeInbox,
        FoundInbox,
        InboxShown,
        SetHours,
        SignInBegun,
        SignInState,
        TestedInbox,
        TestInbox,
    )

T = TypeVar("T")


class ServerOffice:
    """Implements ``app.client.inbox.InboxOffice``. Any thread."""

    def __init__(self, transport: "Callable[[], Transport | None]") -> None:
        """``transport``: None while the desk's threads have not started."""
        self._transport = transport

    def find(self, address: str) -> "FoundInbox | Declined":
        """How the mailbox of an address is reached."""
        from app.protocol.inbox import FIND_PATH, FindInbox, FoundInbox

        return self._ask("POST", FIND_PATH, FindInbox(address=address), FoundInbox)

    def test(self, wish: "TestInbox") -> "TestedInbox | Declined":
        """Try settings; nothing is kept."""
        from app.protocol.inbox import TEST_PATH, TestedInbox

        return self._ask("POST", TEST_PATH, wish, TestedInbox)

    def add(self, wish: "AddInbox", key: UUID) -> "InboxShown | Declined":
        """A new inbox; the same ``key`` twice is once."""
        return self._change("POST", "", wish, key)

    def change(self, inbox_id: UUID, change: "ChangeInbox") -> "InboxShown | Declined":
        """Another name, queue, settings or secrets."""
        return self._change("PATCH", f"/{inbox_id}", change)

    def ways_out(self) -> Mapping[UUID, WayOutTrouble] | Declined:
        """Troubles by inbox, of which no row tells; none of a server that is older than this question."""
        from app.protocol.inbox import INBOXES_PATH, InboxList

        found = self._ask("GET", INBOXES_PATH, None, InboxList)
        if isinstance(found, Declined):
            return found
        return {
            it.id: WayOutTrouble(Reason(it.outgoing, **it.outgoing_data), it.outgoing_since_at)
            for it in found.inboxes
            if it.outgoing
        }

    def pause(self, inbox_id: UUID, paused: bool) -> "InboxShown | Declined":
        """Leave the mailbox alone for now, or go on."""
        from app.protocol.inbox import PauseInbox

        return self._change("POST", f"/{inbox_id}/pause", PauseInbox(paused=paused))

    def import_old(self, inbox_id: UUID, act: str) -> "InboxShown | Declined":
        """``start``, ``stop`` or ``undo`` the import of older mail."""
        from app.protocol.inbox import ImportOld

        return self._change("POST", f"/{inbox_id}/import", ImportOld(act=act))

    def set_hours(self, inbox_id: UUID, wish: "SetHours") -> "InboxShown | Declined":
        """Opening hours of everybody, or of the inbox's queue; ``no_days_off``: an older server kept the week alone."""
        shown = self._change("PUT", f"/{inbox_id}/hours", wish)
        lacks = wish.holidays and not isinstance(shown, Declined) and shown.days_off is None
        return Declined("no_days_off") if lacks else shown

    def begin_sign_in(self, provider: str, address: str) -> "SignInBegun | Declined":
        """Where to send the browser; it comes back to the server as this desk reaches it."""
        from app.protocol.inbox import SIGN_IN_PATH, BeginSignIn, SignInBegun

        transport = self._transport()
        url = "" if transport is None else transport.url
        wish = BeginSignIn(provider=provider, address=address, server_url=url)
        return self._ask("POST", SIGN_IN_PATH, wish, SignInBegun)

    def sign_in_state(self, sign_in_id: UUID) -> "SignInState | Declined":
        """How far it is."""
        from app.protocol.inbox import SIGN_IN_PATH, SignInState

        return self._ask("GET", f"{SIGN_IN_PATH}/{sign_in_id}", None, SignInState)

    def _change(self, method: str, path: str, message: Any, key: UUID | None = None) -> "InboxShown | Declined":
        from app.model.identifier import new_id
        from app.protocol.inbox import INBOXES_PATH, InboxShown

        return self._ask(method, INBOXES_PATH + path, message, InboxShown, key or new_id())

    def _ask(self, method: str, path: str, message: Any, kind: type[T], key: UUID | None = None) -> T | Declined:
        return ask(self._transport(), method, path, message, kind, key)


def ask(
    transport: "Transport | None", method: str, path: str, message: Any, kind: type[T], key: UUID | None = None
) -> T | Declined:
    """One question to the server; None: the desk's threads have not started."""
    return asked(transport, lambda it: it.ask(method, path, message, kind, key=key))


def asked(transport: "Transport | None", work: "Callable[[Transport], T]") -> T | Declined:
    """What comes of it; every no of the server or the world as a value."""
    from app.client.sync.answer import SaidNo
    from app.client.sync.world import AuthExpired, Offline, Revoked, TooOld

    if transport is None:
        return Declined("offline")
    try:
        return work(transport)
    except SaidNo as no:
        return Declined(no.code, no.field)
    except Offline:
        return Declined("offline")
    except AuthExpired:
        return Declined("signed_out")
    except Revoked:  # the exchange meets it as well, and tells
        return Declined("revoked")
    except TooOld:
        return Declined("too_old")
