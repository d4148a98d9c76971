"""What was parsed before: it must be exactly what is stored now, and it must not grow for ever."""

from __future__ import annotations

import datetime as dt
import random

from fixtures.generator import generate_authorities
from matcher.plans.types import Programme
from matcher.store import Database, authorities, programmes
from matcher.store.parsed import ParsedAuthorities

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_it_is_what_a_fresh_read_gives(database: Database) -> None:
    """After any inserts, changes and deletes, of a cache of any size: the same authorities in the same order."""
    chance, etags = random.Random(1), iter(range(10_000))
    programme = Programme(id="p", name="P", starts=NOW.date(), ends=NOW.date())
    pool = generate_authorities(12, seed=2)
    caches = [ParsedAuthorities(size) for size in (0, 3, 100)]
    with database.write() as connection:
        programmes.add(connection, programme, "e", NOW)
    for _ in range(30):
        with database.write() as connection:
            item = chance.choice(pool).model_copy(update={"population": chance.randint(1, 9)})
            if not authorities.find(connection, "p", [item.id]):
                authorities.add(connection, "p", [(authorities.prepare(item), f"e{next(etags)}")], NOW)
            elif chance.random() < 0.3:
                authorities.remove(connection, "p", item.id)
            else:
                authorities.replace(connection, "p", [(authorities.prepare(item), f"e{next(etags)}")], NOW)
        with database.read() as connection:
            fresh = authorities.every(connection, "p", confidential=True)
            for cache in caches:
                assert authorities.every_parsed(connection, "p", cache) == fresh


def test_it_forgets_what_was_used_longest_ago() -> None:
    """The bound holds, and what is in use stays."""
    first, second, third = generate_authorities(3, seed=1)
    cache = ParsedAuthorities(2)
    cache.keep({"1": first, "2": second})
    assert cache.find(["1"]) == {"1": first}
    cache.keep({"3": third})
    assert cache.find(["1", "2", "3"]) == {"1": first, "3": third}
