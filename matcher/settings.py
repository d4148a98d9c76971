"""Every setting of the service, from the environment (prefix ``MATCHER_``) or from flags; nothing else reads either."""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from matcher import limits

_PORT_MAX = 65535
_CALLS_AT_ONCE = 2
_ADDRESS = r"^(\[[0-9A-Fa-f:.]+\]|[^:\s\[\]]+):[0-9]{1,5}$"


class Settings(BaseSettings):
    """The settings of one server. ``MATCHER_GRPC_ADDRESS=0.0.0.0:50051`` sets ``grpc_address``, and so on."""

    model_config = SettingsConfigDict(env_prefix="MATCHER_", frozen=True, extra="forbid")

    database_url: str = Field(
        default="sqlite:///data/matcher.db",
        description="sqlite:///FILE (made on first use) or postgresql+psycopg://USER@HOST/NAME",
        min_length=1,
    )
    database_wait_s: Annotated[float, Field(gt=0, le=600)] = 15.0
    grpc_address: str = Field(default="127.0.0.1:50051", pattern=_ADDRESS, description="HOST:PORT; port 0 picks one")
    tls_cert: Path | None = Field(default=None, description="PEM file with the certificate chain")
    tls_key: Path | None = Field(default=None, description="PEM file with the private key")
    show_confidential: bool = Field(default=False, description="show avoid lists and confidential forbids in replies")
    demo: bool = Field(default=True, description="load the demo programme into an empty database and print its plan")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error"
    )
    rpc_threads: Annotated[int, Field(ge=1, le=256)] = 16
    solve_threads: Annotated[int, Field(ge=1, le=256)] = Field(default_factory=lambda: min(os.cpu_count() or 1, 8))
    runs_at_once: Annotated[int, Field(ge=1, le=limits.RUNS_AT_ONCE_MAX)] = 2
    runs_waiting: Annotated[int, Field(ge=0, le=limits.RUNS_WAITING_MAX)] = limits.RUNS_WAITING_MAX
    call_deadline_ms: Annotated[int, Field(ge=1)] = 30 * 1000
    run_deadline_ms: Annotated[int, Field(ge=1)] = 10 * 60 * 1000
    drain_grace_s: Annotated[float, Field(ge=0, le=600)] = 10.0
    requests_kept_days: Annotated[int, Field(ge=1, le=3650)] = 7

    @field_validator("grpc_address")
    @classmethod
    def _port_exists(cls, address: str) -> str:
        if int(address.rpartition(":")[2]) > _PORT_MAX:
            raise ValueError(f"the port of {address} is out of range; allowed: 0 to {_PORT_MAX}")
        return address

    @model_validator(mode="after")
    def _no_slips(self) -> Self:
        known = {f"MATCHER_{name.upper()}" for name in type(self).model_fields}
        ours = (name for name in os.environ if name.startswith("MATCHER_") and not name.startswith("MATCHER_TEST_"))
        for name in sorted(ours):
            if name not in known:
                raise ValueError(f"{name} is not a setting; allowed: {', '.join(sorted(known))}")
        return self

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key must be given together")
        return self

    @model_validator(mode="after")
    def _plaintext_stays_at_home(self) -> Self:
        if self.tls_cert is None and not self.loopback:
            raise ValueError(
                f"grpc_address {self.grpc_address} is reachable from other machines; "
                "allowed without tls_cert and tls_key: loopback only, such as 127.0.0.1:50051"
            )
        return self

    @property
    def call_places(self) -> int:
        """How many calls that compute may be under way: half of the threads of the edge.

        A quarter is for those that take long. The last one is for calls that only read and write, so that a run can be
        asked about and cancelled however many slow answers are being computed.
        """
        return max(1, self.rpc_threads // 2)

    @property
    def long_places(self) -> int:
        """How many calls that take long may be under way: sweeps, comparisons, weight ranges and the like."""
        return max(1, self.rpc_threads // 4)

    @property
    def long_at_once(self) -> int:
        """How many of them are computed at the same time; the rest waits."""
        return min(_CALLS_AT_ONCE, self.long_places)

    @property
    def calls_at_once(self) -> int:
        """How many of them are computed at the same time; the rest waits."""
        return min(_CALLS_AT_ONCE, self.call_places)

    @property
    def loopback(self) -> bool:
        """Whether the service can be reached from this machine only."""
        host = self.grpc_address.rpartition(":")[0].strip("[]")
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:  # a host name: wherever it leads
            return False
