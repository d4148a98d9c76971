"""The protos, the code made of them, and the conventions all messages keep."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from matcher.rpc.server import SERVICES, handlers_of, snake
from matcher.v1 import authority_pb2, programme_pb2

ROOT = Path(__file__).parents[2]
NUMBERS = {
    FieldDescriptor.CPPTYPE_INT32,
    FieldDescriptor.CPPTYPE_INT64,
    FieldDescriptor.CPPTYPE_DOUBLE,
    FieldDescriptor.CPPTYPE_BOOL,
}


def test_generated_code_is_fresh() -> None:
    """Whoever edits a proto must generate the code again, else clients and server speak of different messages."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "protos" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.stale(ROOT) == []


def test_a_stale_module_is_noticed(tmp_path: Path) -> None:
    """A check that finds nothing anywhere would prove nothing."""
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "import generate, sys, pathlib; print(generate.stale(pathlib.Path(sys.argv[1])))",
            tmp_path,
        ],
        cwd=ROOT / "protos",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "authority_pb2.py" in result.stdout


def test_protos_keep_the_rules_of_buf() -> None:
    """STANDARD keeps the package open for change; COMMENTS has every message and field say what it is."""
    buf = Path(sys.executable).parent / "buf"
    result = subprocess.run([buf, "lint"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.stdout + result.stderr == ""


@pytest.mark.parametrize("root", [authority_pb2.Authority.DESCRIPTOR, programme_pb2.Programme.DESCRIPTOR])
def test_what_clients_send_tells_unknown_from_zero(root: Descriptor) -> None:
    """A number or flag without presence would arrive as 0 or false when nobody said anything."""
    for message in _tree(root, set()):
        for field in message.fields:
            if field.cpp_type in NUMBERS and not field.is_repeated:
                assert field.has_presence, field.full_name


def test_every_method_has_its_handler() -> None:
    """A method in the protos without a function behind it would be found by a client only."""
    handlers = {each.service_name: each for each in handlers_of(None)}  # type: ignore[arg-type]
    assert handlers.keys() == SERVICES.keys()
    for name, service in SERVICES.items():
        for method in service.methods:
            assert callable(getattr(handlers[name], snake(method.name)))


def _tree(message: Descriptor, seen: set[str]) -> list[Descriptor]:
    if message.full_name in seen:
        return []
    seen.add(message.full_name)
    below = [field.message_type for field in message.fields if field.message_type]
    return [message, *(each for child in below for each in _tree(child, seen))]
