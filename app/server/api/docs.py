"""The description of the endpoints: OpenAPI with the schemas of the wire format, and a page that shows it."""

from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from starlette.responses import FileResponse, HTMLResponse

from app.protocol.auth import Refresh, SignIn, Tokens
from app.protocol.channel import ChannelAccepted, ChannelAnswer, ChannelFile, ChannelMessage, ChannelState
from app.protocol.chat import ChatSession, History, LeaveMessage, OpenSession, Taken, WriteMessage, Written
from app.protocol.device import DeviceList, DeviceShown, RevokeDevice
from app.protocol.inbox import (
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
from app.protocol.listing import ListedTalk, QueuePage
from app.protocol.poke import Here, Presence
from app.protocol.pull import ErasedAnswer, ErasedRequest, LogsAnswer, LogsRequest, PullAnswer, PullRequest
from app.protocol.push import ErrorAnswer, PushAnswer, PushRequest
from app.protocol.search import FoundTalks, LookFor, PastTalks, SeenTalk
from app.protocol.versions import CONVERSATIONS_PATH, PULL_PATH
from app.protocol.wire import schema_components
from app.server.api.health import Readiness
from app.server.api.listing import PARAMETERS
from app.server.errors import Denied
from app.server.http import documented
from app.server.router import Router

MESSAGES = (
    ChannelMessage, ChannelAccepted, ChannelState, ChannelAnswer, ChannelFile,
    SignIn, Refresh, Tokens, PullRequest, PullAnswer, PushRequest, PushAnswer, LogsRequest, LogsAnswer, ErasedRequest,
    ErasedAnswer,
    Here, Presence, DeviceShown, DeviceList, RevokeDevice, SetHours,
    ErrorAnswer, Readiness, OpenSession, ChatSession, WriteMessage, LeaveMessage, Written, History, Taken,
    AddInbox, BeginSignIn, ChangeInbox, FindInbox, FoundInbox, ImportOld, InboxList, InboxSettings, InboxShown,
    PauseInbox, ProviderList, RegisterAtProvider, SignInBegun, SignInState, TestedInbox, TestInbox,
    LookFor, FoundTalks, SeenTalk, PastTalks, ListedTalk, QueuePage,
)  # fmt: skip
"""Every message that an endpoint names."""

RAW = {
    PULL_PATH: {
        "post": {"tags": ["sync"], "summary": "What changed", "operationId": "pull"}
        | documented(PullRequest, PullAnswer)
    },
    CONVERSATIONS_PATH: {
        "get": {"tags": ["conversations"], "summary": "What is to be done in a queue", "operationId": "conversations"}
        | {"parameters": PARAMETERS}
        | documented(None, QueuePage)
    },
}
"""Endpoints that FastAPI does not know."""

FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript", "favicon-32x32.png": "image/png"}

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Deskhand API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png"></head>
<body><div id="page"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>
</body></html>"""

START = 'SwaggerUIBundle({url: "/openapi.json", dom_id: "#page"});'

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
)


def routes() -> Router:
    """``/docs``; everything it loads comes from here."""
    router = Router(include_in_schema=False)

    @router.get("/docs")
    def page() -> Response:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})

    @router.get("/docs/start.js")
    def start() -> Response:
        return Response(START, media_type="text/javascript")

    @router.get("/docs/{name}")
    def file(name: str) -> Response:
        if name not in FILES:
            raise Denied(404, "not_found")
        from swagger_ui_bundle import swagger_ui_path

        return FileResponse(f"{swagger_ui_path}/{name}", media_type=FILES[name])

    return router


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once on first request."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            openapi_version="3.0.3",
            description=app.description,
            routes=app.routes,
        )
        document.setdefault("paths", {}).update(RAW)
        _, components = schema_components(*MESSAGES)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(_for_3_0(components))
        app.openapi_schema = document
    return app.openapi_schema


def _for_3_0(schema: Any) -> Any:
    """JSON Schema as OpenAPI 3.0, which the page's library reads, spells it: ``nullable``, no tuples, no null type."""
    if isinstance(schema, list):
        return [_for_3_0(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _for_3_0(value) for key, value in schema.items()}
    if "prefixItems" in found:
        found["items"] = {"anyOf": found.pop("prefixItems")}
    elif found.get("type") == "array" and not found.get("items"):
        found["items"] = {}
    choices = found.get("anyOf", [])
    rest = [it for it in choices if it != {"type": "null"}]
    if len(rest) < len(choices):
        found["nullable"] = True
        if len(rest) == 1:
            found.pop("anyOf")
            return found | ({"allOf": rest} if "$ref" in rest[0] else rest[0])
        found["anyOf"] = rest
    return found
