"""Which files a scan reads: files, globs and folders, each with its form and a mark by which a change is noticed."""

from __future__ import annotations

import glob
import hashlib
import os
import zlib

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import attrs

from sorrykit.exceptions import ScanError


Form = Literal["jsonl", "csv", "parquet"]
FORMS: dict[str, Form] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
PACKED = {".gz": "gzip", ".zst": "zstd"}
KNOWN = ".jsonl, .ndjson, .csv, .tsv (each also .gz or .zst) or .parquet"
WORK = ".sorrykit-work"
_ENDS = 1 << 16


@attrs.frozen
class Source:
    """One input file."""

    path: str
    """As it was given, or as the glob or the folder gave it."""
    form: Form
    packed: str | None = None
    """How it is compressed: gzip, zstd or not at all."""
    size: int = 0
    modified: int = 0
    """Nanoseconds, as the file system has it."""
    ends: str = ""
    """A digest of the first and the last 64 KiB."""

    @classmethod
    def of(cls, path: str) -> Source:
        """The file as it is now. Raises `ScanError` for what is no file of a known form, or cannot be opened."""
        form, packed = _form(path)
        if form is None:
            raise ScanError(f"{path}: scan reads {KNOWN}; convert or rename it")
        with readable(path), Path(path).open("rb") as file:
            status = os.fstat(file.fileno())
            digest = hashlib.sha256(file.read(_ENDS))
            file.seek(max(0, status.st_size - _ENDS))
            digest.update(file.read(_ENDS))
        return cls(path, form, packed, status.st_size, status.st_mtime_ns, digest.hexdigest())

    def check(self) -> None:
        """Raises `ScanError` if the file is no longer what it was when the scan began."""
        with readable(self.path):
            status = Path(self.path).stat()
        if (status.st_size, status.st_mtime_ns) != (self.size, self.modified):
            raise ScanError(f"{self.path}: was changed while it was read; let it be, and begin anew with --restart")


class readable:  # noqa: N801 -- reads as a word where it stands
    """A context in which what a file system or a decompressor says becomes a `ScanError` that names the file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # pyarrow's own errors are no OSErrors, and it may not be there to ask for them.
        if isinstance(error, (OSError, EOFError, zlib.error)) or type(error).__module__ == "pyarrow.lib":
            why = (error.strerror if isinstance(error, OSError) else None) or error
            raise ScanError(f"{self.path}: cannot be read: {why}") from error


def find(inputs: Iterable[str | os.PathLike[str]], *, out: Path | None = None) -> tuple[Source, ...]:
    """The files meant by paths, globs and folders: in the order given, those of a glob or a folder by name, each once.

    Folders are read with all folders in them; what is hidden, is of no known form, or belongs to the output is passed over.

    Raises `ScanError` for a path that is not there, a glob or folder with nothing to read in it, an unknown form, and an
    output that is one of the inputs.
    """
    own = out.resolve() if out is not None else None
    found: dict[Path, str] = {}
    for given in inputs:
        for path in _expand(os.fspath(given), own):
            found.setdefault(Path(path).resolve(), path)
    if not found:
        raise ScanError("nothing to scan; give it files, globs or folders")
    if own in found:
        raise ScanError(f"{out}: the output is one of the inputs; give it another name")
    return tuple(Source.of(path) for path in found.values())


def _form(path: str) -> tuple[Form | None, str | None]:
    name = Path(path)
    packed = PACKED.get(name.suffix.lower())
    form = FORMS.get((name.with_suffix("") if packed else name).suffix.lower())
    return (None, None) if packed and form == "parquet" else (form, packed)


def _expand(given: str, own: Path | None) -> Iterator[str]:
    if given == "-":
        raise ScanError("standard input cannot be scanned: it cannot be read a second time; save it first, or use sorrykit check")
    if Path(given).is_dir():
        paths = sorted(_inside(Path(given), own))
    elif Path(given).exists() or not glob.has_magic(given):
        # Whatever is wrong with it is said when it is opened.
        yield given
        return
    else:
        every = glob.glob(given, recursive=True)  # noqa: PTH207 -- gives the paths as they were written
        files = (path for path in every if not Path(path).is_dir() and not Path(path).parent.name.endswith(WORK))
        paths = sorted(path for path in files if Path(path).resolve() != own)
    if not paths:
        raise ScanError(f"{given}: there is nothing to scan; scan reads {KNOWN}")
    yield from paths


def _inside(folder: Path, own: Path | None) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        raise ScanError(f"{error.filename}: cannot be read: {error.strerror}") from error

    for root, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".") and not name.endswith(WORK)]
        for name in files:
            path = Path(root, name)
            if not name.startswith(".") and _form(name)[0] and path.resolve() != own:
                yield str(path)
