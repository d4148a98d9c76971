"""Authorities that were parsed before. An etag names one content for ever, so what it stands for never goes stale."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from matcher.profiles.types import Authority


class ParsedAuthorities:
    """At most ``size`` authorities with all that is confidential, by etag; those used longest ago go first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._by_etag: OrderedDict[str, Authority] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, etags: Iterable[str]) -> dict[str, Authority]:
        """Return those of ``etags`` that are known."""
        with self._lock:
            found = {etag: self._by_etag[etag] for etag in etags if etag in self._by_etag}
            for etag in found:
                self._by_etag.move_to_end(etag)
            return found

    def keep(self, parsed: Mapping[str, Authority]) -> None:
        """Remember authorities by etag."""
        with self._lock:
            self._by_etag.update(parsed)
            while len(self._by_etag) > self._size:
                self._by_etag.popitem(last=False)
