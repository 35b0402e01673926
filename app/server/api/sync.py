"""Endpoints of synchronisation. Plain functions: they run on the thread pool, one database connection each."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.protocol.pull import ErasedAnswer, ErasedRequest, LogsAnswer, LogsRequest
from app.protocol.push import PushAnswer, PushRequest
from app.protocol.versions import ERASED_PATH, LOGS_PATH, PUSH_PATH
from app.server.auth.token import Bearer
from app.server.http import Body, answer, bearer, documented, message, packed
from app.server.parts import Parts
from app.server.router import Router
from app.server.sync.erased import ErasedReader
from app.server.sync.logs import LogReader
from app.server.sync.push import Pusher


def routes(parts: Parts) -> Router:
    """``/v1/sync``."""
    router = Router(tags=["sync"])
    signed_in = bearer(parts)
    pusher = Pusher(parts.uow)
    logs, erasures = LogReader(parts.database), ErasedReader(parts.database)

    @router.post(PUSH_PATH, openapi_extra=documented(PushRequest, PushAnswer), summary="Give commands")
    def push(body: Body, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        return answer(pusher.answer(who, message(body, PushRequest), len(body)))

    @router.post(LOGS_PATH, openapi_extra=documented(LogsRequest, LogsAnswer), summary="Log entries")
    def entries(request: Request, body: Body, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        return packed(request, logs.answer(who, message(body, LogsRequest)))

    @router.post(ERASED_PATH, openapi_extra=documented(ErasedRequest, ErasedAnswer), summary="What is erased")
    def erased(body: Body, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        return answer(erasures.answer(who, message(body, ErasedRequest)))

    return router
