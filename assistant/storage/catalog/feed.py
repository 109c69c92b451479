"""A feed of products or offers, whatever it looks like: CSV, JSON Lines or Parquet, sniffed.

Rows come one after the other as texts by column; no more than a part of the file is in memory.
"""

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from assistant.core.errors import CatalogError
from assistant.storage.catalog.catalog_cells import miscounted

SNIFFED: Final = 64 * 1024
"""Bytes that are looked at to find out what a file is."""
LONGEST_LINE: Final = 1 << 20
_DELIMITERS: Final = ",;\t|"
_ENCODINGS: Final = ("utf-8-sig", "cp949", "cp1252")
_GROUP: Final = 2000
"""Rows of a Parquet file that are in memory at once."""

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One row of a feed; `problem` says why it cannot be read at all."""

    number: int
    cells: Cells
    problem: str | None = None


@dataclass(frozen=True)
class Feed:
    """A file that was looked at."""

    path: Path
    format: str
    """`csv`, `jsonl` or `parquet`, and how it is written."""
    columns: tuple[str, ...]
    size: int
    """Bytes, or rows of a Parquet file: what `read` counts up to."""
    lines: Callable[[Callable[[int], None]], Iterator[Line]]
    """Reads it from the beginning, telling how far it is."""


def open_feed(path: Path) -> Feed:
    """Look at a file.

    Raises:
        CatalogError: it cannot be read, or is nothing of the kind.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(SNIFFED)
    except OSError as error:
        raise CatalogError(f"cannot read {path}: {error.strerror or error}") from error
    if begin.startswith(b"PAR1"):
        return _parquet(path)
    encoding = _encoding(path, begin)
    text = begin.decode(encoding, "replace")
    if not text.strip():
        raise CatalogError(f"{path} is empty; the first line names the columns")
    if text.lstrip().startswith("{"):
        return _json_lines(path, encoding, text)
    return _csv(path, encoding, text)


def _encoding(path: Path, begin: bytes) -> str:
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in begin:
        raise CatalogError(f"{path} is neither CSV, JSON Lines nor Parquet")
    for encoding in _ENCODINGS:
        try:
            begin[: begin.rfind(b"\n") + 1 or None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


# CSV


def _csv(path: Path, encoding: str, text: str) -> Feed:
    try:
        delimiter = _delimiter(text)
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise CatalogError(f"{path}: the first line names no columns: {error}") from error
    columns = tuple(cell.strip() for cell in header)
    if all(_is_number(cell) for cell in columns):
        raise CatalogError(f"{path}: the first line has to name the columns, and is {header}")
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise CatalogError(f"{path}: the column {twice[0]!r} is named twice")

    def lines(progress: Callable[[int], None]) -> Iterator[Line]:
        with path.open("rb") as raw:
            file = io.TextIOWrapper(raw, encoding, errors="replace", newline="")
            yield from _csv_lines(file, delimiter, columns, lambda: progress(raw.tell()))

    return Feed(path, f"csv {encoding} {delimiter!r}", columns, path.stat().st_size, lines)


def _csv_lines(
    file: io.TextIOWrapper, delimiter: str, columns: tuple[str, ...], progress: Callable[[], None]
) -> Iterator[Line]:
    reader = csv.reader(file, delimiter=delimiter)
    begin = 1
    first = True
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(begin, {}, str(error))
            begin = reader.line_num + 1
            continue
        number, begin = begin, reader.line_num + 1
        if first or not any(cells):
            first = False
            continue
        progress()
        if len(cells) != len(columns):
            yield Line(number, {}, miscounted(cells, len(columns), number, reader.line_num))
        else:
            yield Line(number, dict(zip(columns, map(str.strip, cells), strict=True)))


def _delimiter(text: str) -> str:
    """The sign that splits the first lines into as many cells each, and the most of them."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    counts = {
        sign: [len(next(csv.reader([line], delimiter=sign))) for line in lines]
        for sign in _DELIMITERS
    }
    return max(
        _DELIMITERS,
        key=lambda s: (counts[s].count(counts[s][0]) * (counts[s][0] > 1), counts[s][0]),
    )


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


# JSON Lines


def _json_lines(path: Path, encoding: str, text: str) -> Feed:
    columns: dict[str, None] = {}
    for line in text.splitlines()[:50]:
        try:
            columns |= dict.fromkeys(_flat(json.loads(line)))
        except (ValueError, AttributeError):
            continue
    if not columns:
        raise CatalogError(f"{path}: no line is a JSON object")

    def lines(progress: Callable[[int], None]) -> Iterator[Line]:
        with path.open("rb") as raw:
            for number, line in enumerate(raw, 1):
                if number % 100 == 0:
                    progress(raw.tell())
                if line.strip():
                    yield _json_line(number, line, encoding)

    return Feed(path, f"jsonl {encoding}", tuple(columns), path.stat().st_size, lines)


def _json_line(number: int, line: bytes, encoding: str) -> Line:
    if len(line) > LONGEST_LINE:
        return Line(number, {}, f"longer than {LONGEST_LINE} bytes")
    try:
        record = json.loads(line.decode(encoding), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        return Line(number, {}, f"no JSON object: {error}")
    if not isinstance(record, dict):
        return Line(number, {}, "no JSON object: it has to begin with {")
    try:
        return Line(number, _flat(record))
    except RecursionError as error:
        return Line(number, {}, f"no JSON object: {error}")


def _flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """A record as texts: `{"names": {"en": "Tea"}}` is `names_en`, lists are separated by `|`."""
    cells: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, Mapping):
            cells |= _flat(value, f"{prefix}{key}_")
        else:
            cells[f"{prefix}{key}"] = _text(value)
    return cells


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "|".join(_text(each) for each in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode(errors="replace").strip()
    return str(value).strip()


# Parquet


def _parquet(path: Path) -> Feed:
    # Only Parquet feeds need it.
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    try:
        file = parquet.ParquetFile(path)
        columns, rows = tuple(_leaves(file.schema_arrow)), file.metadata.num_rows
        file.close()
    except (pa.ArrowException, OSError) as error:
        raise CatalogError(f"{path} is damaged: {error}") from error

    def lines(progress: Callable[[int], None]) -> Iterator[Line]:
        number = 0
        with parquet.ParquetFile(path, memory_map=True) as opened:
            for group in opened.iter_batches(_GROUP):
                for record in group.to_pylist():
                    number += 1
                    yield Line(number, _flat(record))
                progress(number)

    return Feed(path, "parquet", columns, rows, lines)


def _leaves(fields: Any, prefix: str = "") -> Iterator[str]:
    """The columns of an Arrow schema as `_flat` names them: those of a struct one by one."""
    from pyarrow import types  # noqa: PLC0415

    for each in fields:
        if types.is_struct(each.type):
            yield from _leaves(each.type, f"{prefix}{each.name}_")
        else:
            yield f"{prefix}{each.name}"
