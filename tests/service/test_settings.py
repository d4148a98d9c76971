"""Settings: from the environment, checked at once, never silently something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from matcher.settings import Settings


def test_the_environment_sets_what_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments come first, then the environment, then the default."""
    monkeypatch.setenv("MATCHER_RUNS_AT_ONCE", "1")
    monkeypatch.setenv("MATCHER_RUNS_WAITING", "7")
    settings = Settings(runs_waiting=3)
    assert (settings.runs_at_once, settings.runs_waiting, settings.show_confidential) == (1, 3, False)


def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who sets MATCHER_DATABSE_URL must not write into the default database."""
    monkeypatch.setenv("MATCHER_DATABSE_URL", "sqlite:///other.db")
    with pytest.raises(ValidationError, match="MATCHER_DATABSE_URL is not a setting"):
        Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grpc_address", "50051"),
        ("grpc_address", "localhost"),
        ("grpc_address", "127.0.0.1:65536"),
        ("grpc_address", "[::1]:99999"),
        ("runs_at_once", 0),
        ("runs_at_once", 1000),
        ("log_level", "loud"),
        ("drain_grace_s", -1),
        ("database_url", ""),
        ("no_such_setting", 1),
    ],
)
def test_values_out_of_range_are_refused(name: str, value: object) -> None:
    """At the start, by name, and not by odd behaviour later."""
    with pytest.raises(ValidationError) as caught:
        Settings(**{name: value})  # type: ignore[arg-type]
    assert caught.value.errors()[0]["loc"] == (name,)


@pytest.mark.parametrize("address", ["127.0.0.1:0", "127.9.9.9:1", "localhost:50051", "[::1]:50051"])
def test_loopback_needs_no_tls(address: str) -> None:
    """Nobody else can listen there."""
    assert Settings(grpc_address=address).loopback


@pytest.mark.parametrize("address", ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "example.org:1", "127.example.org:1"])
def test_elsewhere_plaintext_is_refused(address: str, tmp_path: Path) -> None:
    """Also for names that only look like loopback. With a certificate any address will do."""
    with pytest.raises(ValidationError, match="reachable from other machines"):
        Settings(grpc_address=address)
    with pytest.raises(ValidationError, match="together"):
        Settings(grpc_address=address, tls_cert=tmp_path / "cert.pem")
    assert not Settings(grpc_address=address, tls_cert=tmp_path / "c.pem", tls_key=tmp_path / "k.pem").loopback


@pytest.mark.parametrize("threads", [3, 4, 16, 256])
def test_calls_that_compute_leave_threads_to_others(threads: int) -> None:
    """However many there are: reading and cancelling a run must stay possible."""
    settings = Settings(rpc_threads=threads)
    assert 1 <= settings.calls_at_once <= settings.call_places
    assert 1 <= settings.long_at_once <= settings.long_places
    assert settings.call_places + settings.long_places < threads
