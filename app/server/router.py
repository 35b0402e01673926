"""Endpoints that are looked into when first asked: a look at all sixty was most of a server's start."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path


class LateRoute(APIRoute):
    """Knows where it is; what it takes and gives is found out with its first request, on the server's loop."""

    def __init__(self, path: str, endpoint: Callable[..., Any], *, methods: list[str], **more: Any) -> None:
        self.path, self.endpoint, self.methods = path, endpoint, set(methods)
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self._more = more

    def __getattr__(self, name: str) -> Any:
        """Whatever is not known yet."""
        more = self.__dict__.pop("_more", None)
        if more is None:
            raise AttributeError(name)
        super().__init__(self.path, self.endpoint, methods=self.methods, **more)
        return getattr(self, name)


class Router(APIRouter):
    """FastAPI's, of endpoints that are looked into late."""

    def __init__(self, *, prefix: str = "", tags: list[Any] | None = None, include_in_schema: bool = True) -> None:
        super().__init__(prefix=prefix, tags=tags, include_in_schema=include_in_schema, route_class=LateRoute)
