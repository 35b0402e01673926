"""Endpoints of devices: one's own for everybody, all of them for administrators."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Response

from app.domain.role import may
from app.protocol.device import DEVICES_PATH, OWN_DEVICES_PATH, DeviceList, DeviceShown, RevokeDevice
from app.server.auth.token import Bearer
from app.server.devices.service import ADMINISTER, asked_by, devices, sign_out
from app.server.errors import Denied
from app.server.feed.grants import roles_of
from app.server.http import Body, answer, bearer, documented, message, uuid_or_404
from app.server.inboxes.office import actor_of
from app.server.parts import Parts
from app.server.router import Router
from app.server.sync.client import device_of


def people(parts: Parts, action: str = "") -> Callable[[Request], Bearer]:
    """The dependency that lets those in whose own device may go on; with ``action``: only whose role allows it."""
    signed_in = bearer(parts)

    def person(request: Request) -> Bearer:
        who = signed_in(request)
        with parts.database.read() as session:
            device_of(session, who, who.client)
            if action and not may(roles_of(session, who.ws, who.user_id), action):
                raise Denied(403, "forbidden")
        return who

    return person


def routes(parts: Parts) -> Router:
    """``/v1/devices``."""
    router = Router(tags=["devices"])
    Admin = Annotated[Bearer, Depends(people(parts, ADMINISTER))]  # noqa: N806  a type
    Person = Annotated[Bearer, Depends(people(parts))]  # noqa: N806  a type

    @router.get(DEVICES_PATH, openapi_extra=documented(None, DeviceList), summary="Computers people signed in on")
    def every(who: Admin) -> Response:
        with parts.database.read() as session:
            return answer(devices(session, who.ws, asked_by(session, who)))

    @router.get(OWN_DEVICES_PATH, openapi_extra=documented(None, DeviceList), summary="Computers one signed in on")
    def own(who: Person) -> Response:
        with parts.database.read() as session:
            return answer(devices(session, who.ws, asked_by(session, who), of=who.user_id))

    @router.post(
        DEVICES_PATH + "/{client}/revoke",
        openapi_extra=documented(RevokeDevice, DeviceShown),
        summary="Take its access away, or give it back; twice is once",
    )
    def revoke(client: str, body: Body, who: Person) -> Response:
        wish, which = message(body, RevokeDevice), uuid_or_404(client)
        work = lambda tx: sign_out(tx, who, which, revoked=wish.revoked)  # noqa: E731
        shown = parts.uow.run(who.ws, actor_of(who), work)
        if shown.revoked:
            parts.watch.revoked(who.ws, which)
        return answer(shown)

    return router
