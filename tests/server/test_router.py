"""An endpoint is looked into when it is first asked, and is no other endpoint for that."""

import requests

from app.protocol.versions import TOKEN_PATH
from app.server.application import _endpoints
from app.server.router import LateRoute
from tests.services.backend import Backend


def test_a_server_starts_without_a_look_at_what_nobody_asked(backend: Backend) -> None:
    late = [it for it in _endpoints(backend.parts).routes if isinstance(it, LateRoute)]
    assert len(late) > 50
    assert not [it.path for it in late if "dependant" in vars(it)]


def test_whoever_looks_at_an_endpoint_sees_all_of_it(backend: Backend) -> None:
    route = next(it for it in _endpoints(backend.parts).routes if getattr(it, "path", "") == TOKEN_PATH)
    assert route.name == "token"
    assert route.dependant.call is route.endpoint
    assert route.openapi_extra["requestBody"]["required"]
    assert not hasattr(route, "nothing")


def test_a_path_knows_its_methods_before_anybody_asked(backend: Backend) -> None:
    answer = requests.get(f"{backend.url}{TOKEN_PATH}", timeout=30)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
