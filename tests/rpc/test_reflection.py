"""A client that has none of our code can find its way."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from tests.rpc.serving import Serving

SCRIPT = Path(__file__).parent / "reflecting_client.py"


async def test_a_client_that_knows_only_reflection_gets_suggestions(running: Serving) -> None:
    """A portal in any language can start from the address alone; nothing in a request may need our code to be made."""
    name = await running.client.programme("reflection")
    address, authority = f"127.0.0.1:{running.port}", f"{name}/authorities/x-whole"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(SCRIPT), address, authority, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    told = json.loads(output)
    assert "grpc.health.v1.Health" in told["services"]
    assert "matcher.v1.QualityService" in told["services"]
    best = told["reply"]["suggestions"]["suggestions"][0]
    assert best["partnerId"] == "x-mentor"
    assert best["theme"] == "CHALLENGE_EDU_LANG"
    assert best["score"]["reasons"][0]["sentence"]
