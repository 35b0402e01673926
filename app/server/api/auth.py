"""Endpoints of sign-in."""

from typing import Annotated

from fastapi import Depends, Response

from app.protocol.auth import Refresh, SignIn, Tokens
from app.protocol.versions import LOGOUT_PATH, REFRESH_PATH, TOKEN_PATH
from app.server.auth.token import Bearer
from app.server.http import Body, answer, bearer, documented, message
from app.server.parts import Parts
from app.server.router import Router


def routes(parts: Parts) -> Router:
    """``/v1/auth``."""
    router = Router(tags=["sign-in"])
    auth = parts.auth

    @router.post(TOKEN_PATH, openapi_extra=documented(SignIn, Tokens), summary="Sign in on a device")
    def token(body: Body) -> Response:
        return answer(auth.sign_in(message(body, SignIn)))

    @router.post(REFRESH_PATH, openapi_extra=documented(Refresh, Tokens), summary="Change a refresh token")
    def refresh(body: Body) -> Response:
        return answer(auth.refresh(message(body, Refresh)))

    @router.post(LOGOUT_PATH, status_code=204, summary="Forget this device's tokens")
    def logout(who: Annotated[Bearer, Depends(bearer(parts))]) -> Response:
        auth.logout(who.ws, who.client)
        return Response(status_code=204)

    return router
