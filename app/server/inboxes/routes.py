"""Endpoints of inboxes, for administrators; the way back from a mail provider is open to any browser."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from sqlalchemy import select

from app.model.workspace import Workspace
from app.protocol.inbox import (
    CALLBACK_PATH,
    FIND_PATH,
    IDEMPOTENCY_HEADER,
    INBOXES_PATH,
    PROVIDERS_PATH,
    SIGN_IN_PATH,
    TEST_PATH,
    AddInbox,
    BeginSignIn,
    ChangeInbox,
    FindInbox,
    FoundInbox,
    ImportOld,
    InboxList,
    InboxSettings,
    InboxShown,
    PauseInbox,
    ProviderList,
    RegisterAtProvider,
    SetHours,
    SignInBegun,
    SignInState,
    TestedInbox,
    TestInbox,
)
from app.server.auth.token import Bearer
from app.server.channels.email.secret import InboxSecrets
from app.server.http import Body, answer, bearer, documented, message, uuid_or_404
from app.server.idempotency import key_of
from app.server.inboxes.hours import set_hours
from app.server.inboxes.office import InboxOffice, actor_of
from app.server.inboxes.page import done_page, refused_page, stale_page
from app.server.inboxes.service import add_inbox, change_inbox, import_old, pause_inbox
from app.server.inboxes.sign_in import Answer, BadState
from app.server.parts import Parts
from app.server.router import Router
from app.server.web.language import language_of

Key = Annotated[str, Header(alias=IDEMPOTENCY_HEADER)]


def administrators(parts: Parts, office: InboxOffice) -> Callable[[Request], Bearer]:
    """The dependency that lets only those in who may administer inboxes."""
    signed_in = bearer(parts)

    def admin(request: Request) -> Bearer:
        who = signed_in(request)
        office.require(who)
        return who

    return admin


def look_routes(parts: Parts, office: InboxOffice) -> Router:
    """``/v1/inboxes``: what only looks."""
    router = Router(tags=["inboxes"])
    Admin = Annotated[Bearer, Depends(administrators(parts, office))]  # noqa: N806  a type

    @router.get(INBOXES_PATH, openapi_extra=documented(None, InboxList), summary="Every inbox with its state")
    def every(who: Admin) -> Response:
        return answer(office.every(who.ws))

    @router.post(FIND_PATH, openapi_extra=documented(FindInbox, FoundInbox), summary="How a mailbox is reached")
    def find(body: Body, who: Admin) -> Response:
        return answer(office.find(who.ws, message(body, FindInbox).address))

    @router.post(TEST_PATH, openapi_extra=documented(TestInbox, TestedInbox), summary="Try settings; keeps nothing")
    def test(body: Body, who: Admin) -> Response:
        return answer(office.test(who.ws, who.user_id, message(body, TestInbox)))

    @router.get(INBOXES_PATH + "/{inbox}/settings", openapi_extra=documented(None, InboxSettings), summary="Settings")
    def settings(inbox: str, who: Admin) -> Response:
        return answer(InboxSettings(settings=office.shown(who.ws, uuid_or_404(inbox)).settings))

    return router


def change_routes(parts: Parts, office: InboxOffice, secrets: InboxSecrets) -> Router:
    """``/v1/inboxes``: what changes something, each once under its ``Idempotency-Key``."""
    router = Router(tags=["inboxes"])
    Admin = Annotated[Bearer, Depends(administrators(parts, office))]  # noqa: N806  a type

    @router.post(INBOXES_PATH, openapi_extra=documented(AddInbox, InboxShown), summary="A new inbox")
    def add(body: Body, who: Admin, key: Key = "") -> Response:
        wish = message(body, AddInbox)
        tokens = office.sign_ins.tokens(who.ws, who.user_id, wish.sign_in_id)
        return answer(office.write(who, key_of(key), "add", lambda tx: add_inbox(tx, wish, secrets, tokens)))

    @router.patch(INBOXES_PATH + "/{inbox}", openapi_extra=documented(ChangeInbox, InboxShown), summary="Change it")
    def change(inbox: str, body: Body, who: Admin, key: Key = "") -> Response:
        wish, which = message(body, ChangeInbox), uuid_or_404(inbox)
        tokens = office.sign_ins.tokens(who.ws, who.user_id, wish.sign_in_id)
        name = f"change:{which}"
        work = lambda tx: change_inbox(tx, which, wish, secrets, tokens)  # noqa: E731
        return answer(office.write(who, key_of(key), name, work))

    @router.post(INBOXES_PATH + "/{inbox}/pause", openapi_extra=documented(PauseInbox, InboxShown), summary="Pause it")
    def pause(inbox: str, body: Body, who: Admin, key: Key = "") -> Response:
        wish, which = message(body, PauseInbox), uuid_or_404(inbox)
        name = f"pause:{which}"
        return answer(office.write(who, key_of(key), name, lambda tx: pause_inbox(tx, which, wish.paused)))

    @router.post(INBOXES_PATH + "/{inbox}/import", openapi_extra=documented(ImportOld, InboxShown), summary="Old mail")
    def bring_in(inbox: str, body: Body, who: Admin, key: Key = "") -> Response:
        act, which = message(body, ImportOld).act, uuid_or_404(inbox)
        name = f"import:{act}:{which}"
        return answer(office.write(who, key_of(key), name, lambda tx: import_old(tx, which, act)))

    return router


def settings_routes(parts: Parts, office: InboxOffice, secrets: InboxSecrets) -> Router:
    """``/v1/inboxes/…/hours`` and ``/settings``: how an inbox works, each once under its ``Idempotency-Key``."""
    router = Router(tags=["inboxes"])
    Admin = Annotated[Bearer, Depends(administrators(parts, office))]  # noqa: N806  a type

    @router.put(INBOXES_PATH + "/{inbox}/hours", openapi_extra=documented(SetHours, InboxShown), summary="Hours")
    def hours(inbox: str, body: Body, who: Admin, key: Key = "") -> Response:
        wish, which = message(body, SetHours), uuid_or_404(inbox)
        return answer(office.write(who, key_of(key), f"hours:{which}", lambda tx: set_hours(tx, which, wish)))

    @router.patch(
        INBOXES_PATH + "/{inbox}/settings", openapi_extra=documented(InboxSettings, InboxShown), summary="Patch them"
    )
    def patch(inbox: str, body: Body, who: Admin, key: Key = "") -> Response:
        wish, which = ChangeInbox(settings=message(body, InboxSettings).settings), uuid_or_404(inbox)
        name = f"settings:{which}"
        work = lambda tx: change_inbox(tx, which, wish, secrets, {})  # noqa: E731
        return answer(office.write(who, key_of(key), name, work))

    return router


def sign_in_routes(parts: Parts, office: InboxOffice) -> Router:
    """``/v1/inboxes/oauth`` and ``/v1/inboxes/providers``: signing in at a mail provider."""
    router = Router(tags=["inboxes"])
    Admin = Annotated[Bearer, Depends(administrators(parts, office))]  # noqa: N806  a type

    @router.get(PROVIDERS_PATH, openapi_extra=documented(None, ProviderList), summary="Providers with a sign-in")
    def providers(who: Admin) -> Response:
        return answer(office.providers(who.ws))

    @router.put(PROVIDERS_PATH + "/{code}", openapi_extra=documented(RegisterAtProvider, ProviderList))
    def register(code: str, body: Body, who: Admin) -> Response:
        office.register(who.ws, actor_of(who), code, message(body, RegisterAtProvider))
        return answer(office.providers(who.ws))

    @router.post(SIGN_IN_PATH, openapi_extra=documented(BeginSignIn, SignInBegun), summary="Begin to sign in")
    def begin(body: Body, who: Admin) -> Response:
        return answer(office.sign_ins.begin(who.ws, who.user_id, message(body, BeginSignIn)))

    @router.get(CALLBACK_PATH, include_in_schema=False)
    def callback(request: Request) -> Response:
        locale = request.headers.get("accept-language", "")
        try:
            told = office.sign_ins.answer(dict(request.query_params))
        except BadState:
            return stale_page(parts.catalogues, language_of("", locale, "en"))
        return answer_page(parts, told, locale)

    @router.get(SIGN_IN_PATH + "/{sign_in}", openapi_extra=documented(None, SignInState), summary="How far it is")
    def state(sign_in: str, who: Admin) -> Response:
        return answer(office.sign_ins.state(who.ws, who.user_id, uuid_or_404(sign_in)))

    return router


def answer_page(parts: Parts, told: Answer, accepted: str) -> Response:
    """What the browser shows, in its language."""
    with parts.database.read() as session:
        house = session.scalar(select(Workspace).where(Workspace.id == told.ws))
    brand, otherwise = ("Deskhand", "en") if house is None else (house.name, house.locale)
    language = language_of("", accepted, otherwise)
    if told.said:
        return refused_page(parts.catalogues, language, brand, told.said)
    return done_page(parts.catalogues, language, brand)
