"""Zip archives from strangers: nothing is unpacked before its declared size is known to be bearable.

``zipfile`` reads no more of a member than the archive's directory declares and checks its sum, so the declared sizes
bound the memory.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

from matcher import limits
from matcher.errors import Fault, InvalidFile, LimitExceeded, Violation

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
_ENCRYPTED = 0x1


def members_of(data: bytes, name: str, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the content of the members of an archive whose path is ``wanted``.

    Raises:
        InvalidFile: not a zip archive, damaged, encrypted, a member has no name, or one path stands for two members.
        LimitExceeded: too many members, or too many bytes once unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive, name, wanted, _bearable(len(data)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise _refused(name, f"is damaged: {error}") from None


def _bearable(packed_bytes: int) -> int:
    """Return how large an archive of this size may become: what shrinks much more than profiles do is not profiles."""
    grown = limits.UNPACKED_BYTES_FREE + limits.UNPACKED_PER_PACKED * packed_bytes
    return min(grown, limits.UNPACKED_BYTES_MAX)


def _unpacked(archive: zipfile.ZipFile, name: str, wanted: Callable[[str], bool], allowed: int) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > limits.ARCHIVE_MEMBERS_MAX:
        raise LimitExceeded(f"members of {name}", len(infos), limits.ARCHIVE_MEMBERS_MAX)
    size = sum(info.file_size for info in infos)
    if size > allowed:
        raise LimitExceeded(f"unpacked bytes of {name}", size, allowed)
    members: dict[str, bytes] = {}
    for info in infos:
        if not info.filename:
            raise _refused(name, "holds a member without a name")
        if info.is_dir() or not wanted(info.filename):
            continue
        if info.flag_bits & _ENCRYPTED:
            raise _refused(name, "is protected by a password")
        if info.filename in members:
            raise _refused(name, f"holds {info.filename} twice")
        members[info.filename] = archive.read(info)
    return members


def _refused(name: str, why: str) -> InvalidFile:
    allowed = "a sound archive without password"
    return InvalidFile([Violation("(whole)", Fault.BAD_FORMAT, f"{name} {why}", allowed=allowed)])


def packed(members: dict[str, bytes], *, compressed: bool = True) -> bytes:
    """Return a zip archive of ``members``, in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for path, content in members.items():
            info = zipfile.ZipInfo(path, _FIXED_DATE)
            info.compress_type = archive.compression
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return target.getvalue()
