"""How logs are written."""

from __future__ import annotations

import logging
import sys

import structlog


def write_logs(level: str) -> None:
    """Write logs to stderr: for people on a terminal, as JSON elsewhere."""
    plain = structlog.dev.plain_traceback  # without the values of variables: some are confidential
    people = [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    machines = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(people if sys.stderr.isatty() else machines),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
