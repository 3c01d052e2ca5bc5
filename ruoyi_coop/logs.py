"""Logs are records, one JSON line each, without personal numbers."""

import re

import structlog

from ruoyi_coop.lib.masking import ID_NUMBER, MOBILE

_add = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]
_json = structlog.processors.JSONRenderer(ensure_ascii=False)
_SECRETS = re.compile(r"(?i)(password|token|secret|authorization)=[^&\s\"']+")

structlog.configure(
    processors=[*_add, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def render(logger, name, event):
    """Write one record; ID numbers, mobile numbers and secrets become stars."""
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    line = _json(logger, name, event)
    return _SECRETS.sub(r"\1=***", MOBILE.sub("***", ID_NUMBER.sub("***", line)))


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """The one formatter of all handlers: structlog's own records and those of the standard library."""
    return structlog.stdlib.ProcessorFormatter(processor=render, foreign_pre_chain=_add)
