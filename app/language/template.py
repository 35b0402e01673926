"""Filling of reusable texts: Liquid with limits, no loader, and an error instead of a silent gap."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liquid import Environment

LOOPS = 10_000
OUTPUT_BYTES = 100_000
NAMESPACE_BYTES = 100_000
DEPTH = 20
SOURCE_CHARACTERS = 100_000


class TemplateProblem(Exception):
    """The text cannot be filled; ``name`` is the missing value when that is the reason, else empty."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason)
        self.name = name


@cache
def _environment() -> "Environment":
    from liquid import Environment, StrictUndefined

    class Limited(Environment):
        loop_iteration_limit = LOOPS
        output_stream_limit = OUTPUT_BYTES
        local_namespace_limit = NAMESPACE_BYTES
        context_depth_limit = DEPTH
        block_nesting_limit = DEPTH

    return Limited(undefined=StrictUndefined)


def fill(body: str, values: Mapping[str, object]) -> str:
    """The text with ``values`` in its places. Values are inserted as they are, never read as a template.

    ``body`` comes from a colleague, never from a customer.

    Raises:
        TemplateProblem: unknown value, wrong syntax, or more work than a text needs.
    """
    from liquid.exceptions import LiquidError, UndefinedError

    if "{" not in body:
        return body
    if len(body) > SOURCE_CHARACTERS:
        raise TemplateProblem("too long")
    try:
        return _environment().from_string(body).render(**values)
    except UndefinedError as error:
        raise TemplateProblem("missing value", _missing(str(error))) from error
    except (LiquidError, RecursionError) as error:
        raise TemplateProblem(type(error).__name__) from error


def _missing(message: str) -> str:
    """The name in Liquid's "'name' is undefined"."""
    parts = message.split("'")
    return parts[1] if len(parts) > 2 else ""


def check(body: str) -> None:
    """Look whether a text is written right, before anybody uses it. Raises ``TemplateProblem``: wrong syntax."""
    from liquid.exceptions import LiquidError

    if len(body) > SOURCE_CHARACTERS:
        raise TemplateProblem("too long")
    try:
        _environment().from_string(body)
    except (LiquidError, RecursionError) as error:
        raise TemplateProblem(type(error).__name__) from error
