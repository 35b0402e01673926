"""Structured log: one JSON object a line, with ids and counts and never a customer's words."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

_FIELDS = "fields"


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON; of an exception only its type and where it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, _FIELDS, {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"], line["where"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def describe(error: BaseException) -> tuple[str, list[str]]:
    """Type and the innermost places of an exception; its text may hold a customer's words and is left out."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return type(error).__name__, places[-6:]


def start_log(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send the whole program's log to ``stream`` (standard error) as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("imapclient").setLevel(logging.WARNING)
    logging.getLogger("mail.log").setLevel(logging.WARNING)


def event(logger: logging.Logger, name: str, **fields: object) -> None:
    """Log an event with fields; values must be ids, counts, codes, durations."""
    logger.info(name, extra={_FIELDS: fields})


def warning(logger: logging.Logger, name: str, error: BaseException | None = None, **fields: object) -> None:
    """Log what went wrong, with the exception's type and place but not its text."""
    logger.warning(name, exc_info=error, extra={_FIELDS: fields})
