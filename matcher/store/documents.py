"""Reading back what was stored as a document. One that cannot be read says where it stands, never what is in it."""

from __future__ import annotations

import zlib
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from matcher.errors import StoreUnavailable

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")


def read(model: type[Model], text: str | bytes, place: str) -> Model:
    """Return a stored JSON document as ``model``.

    Raises:
        StoreUnavailable: where it is damaged; ``place`` says which.
    """
    try:
        return model.model_validate_json(text)
    except ValidationError:
        raise _damaged(place) from None


def read_many(adapter: TypeAdapter[Value], text: str, place: str) -> Value:
    """Return a stored JSON list. Raises as ``read``."""
    try:
        return adapter.validate_json(text)
    except ValidationError:
        raise _damaged(place) from None


def read_compressed(model: type[Model], content: bytes, place: str) -> Model:
    """Return a compressed document as ``model``. Raises as ``read``."""
    try:
        text = zlib.decompress(content)
    except zlib.error:
        raise _damaged(place) from None
    return read(model, text, place)


def _damaged(place: str) -> StoreUnavailable:
    return StoreUnavailable(f"{place} in the database is damaged\nMaybe: restore the database from a backup")
