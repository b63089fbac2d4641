"""The server's log on standard error: one line per event, as text or as JSON for who collects logs."""

from __future__ import annotations

import json
import logging
import sys
import time

from indexing.settings import Settings

_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# What every record has; whatever else stands on one was given with ``extra=``.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one JSON object; a message that is itself a JSON object becomes its fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        line |= _fields(record.getMessage())
        line |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _fields(message: str) -> dict[str, object]:
    if message.startswith("{"):
        try:
            return dict(json.loads(message))
        except ValueError:
            pass
    return {"message": message}


def configure_logging(settings: Settings) -> None:
    """Our log in the form the settings name; libraries only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else logging.Formatter(_TEXT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("trichdan").setLevel(settings.log_level.upper())
