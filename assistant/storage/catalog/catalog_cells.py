"""One line of a CSV file: its cells checked and typed, every problem noted with file and line.

Columns that end in a language (`name_en`) or a currency (`price_usd`) repeat for each one.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from pathlib import Path

from assistant.core.money import Money
from assistant.store.goods.catalog import PriceBreak
from assistant.store.goods.codes import code

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,63}")
"""What messages on the wire allow as an id."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LONGEST_TEXT = 400
_OTHER_MONEY = re.compile(r"(?:[A-Z]{3}|[€£¥$₩])\s*[\d.,]+|[\d.,]+\s*(?:[A-Z]{3}|[€£¥$₩원])")
"""An amount with its currency: one that could be read is without it by now."""
DEAREST = 10**12
"""In minor units; anything above is a slip of the keyboard."""


@dataclass(frozen=True, eq=False)
class Row:
    """A line of a CSV file. Readers return a harmless value where they note a problem."""

    where: str
    cells: Mapping[str, str]
    problems: list[str]

    def note(self, problem: str) -> None:
        """Note that this line cannot be used, and why."""
        self.problems.append(f"{self.where}: {problem}")

    def text(self, column: str, *, needed: bool = True) -> str:
        """A short text without control characters."""
        value = self.cells.get(column, "")
        if needed and not value:
            self.note(f"{column} is empty")
        elif len(value) > LONGEST_TEXT:
            self.note(f"{column} is longer than {LONGEST_TEXT} characters")
        elif _CONTROL.search(value):
            self.note(f"{column} contains a control character or a line break")
        return value

    def id(self, column: str) -> str:
        """An id as messages allow them."""
        value = self.text(column)
        if value and not ID.fullmatch(value):
            self.note(
                f"{column} {value!r} is no id: write at most 64 letters, digits, dots, dashes, "
                "colons or underscores"
            )
        return value

    def file_name(self, column: str) -> str:
        """The name of a file without any folder."""
        value = self.text(column)
        if re.search(r"[/\\]", value) or value in {".", ".."}:
            self.note(f"{column} {value!r} is not a plain file name")
        return value

    def names(self, part: str) -> dict[str, str]:
        """`part_<language>` by language; English is needed, the others may be empty."""
        found = {
            column[-2:]: self.text(column, needed=column.endswith("_en"))
            for column in self.cells
            if column.startswith(part) and _of_part(part, 2, column)
        }
        return {language: name for language, name in found.items() if name}

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """`aliases_<language>`: names separated by `|`."""
        found = {}
        for column in self.cells:
            prefix, _, language = column.rpartition("_")
            if prefix == "aliases":
                words = [word.strip() for word in self.cells[column].split("|")]
                if self.cells[column] and not all(words):
                    self.note(f"{column} has an empty alias: two | in a row, or one at an end")
                if len({word.casefold() for word in words}) < len(words):
                    self.note(f"{column} has the same alias twice")
                self._check_each(column, words)
                found[language] = tuple(word for word in words if word)
        return found

    def _check_each(self, column: str, words: list[str]) -> None:
        for word in words:
            if len(word) > LONGEST_TEXT:
                self.note(f"{column} has an alias longer than {LONGEST_TEXT} characters")
            if _CONTROL.search(word):
                self.note(f"{column} contains a control character or a line break")

    def whole(self, column: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.text(column)
        if not value:
            return least
        if not re.fullmatch(r"\d{1,12}", value) or not least <= int(value) <= most:
            self.note(f"{column} {value!r} is not a whole number from {least} to {most}")
            return least
        return int(value)

    def number(self, column: str, least: float, most: float) -> float:
        """A plain number from `least` to `most`."""
        value = self.text(column)
        try:
            number = float(Decimal(value)) if value else least
        except (InvalidOperation, OverflowError):
            number = float("nan")
        if not least <= number <= most:
            self.note(f"{column} {value!r} is not a number from {least:g} to {most:g}")
            return least
        return number

    def prices(self, part: str) -> tuple[Money, ...]:
        """`part_<currency>`: an amount of each currency, none of them zero."""
        columns = [c for c in self.cells if c.startswith(part) and _of_part(part, 3, c)]
        return tuple(self._price(column) for column in columns if self.text(column))

    def _price(self, column: str) -> Money:
        currency = column.rpartition("_")[2].upper()
        try:
            amount = Money.parse(self.cells[column], currency)
        except ValueError as error:
            foreign = _OTHER_MONEY.fullmatch(self.cells[column].strip())
            wrong = f"{self.cells[column]!r} is not in {currency}" if foreign else str(error)
            self.note(f"{column}: {wrong}")
            return Money(1, currency)
        if not 0 < amount.minor <= DEAREST:
            self.note(f"{column} {self.cells[column]!r} is not a price")
        return amount

    def amount(self, column: str) -> Money:
        """A sum that may be nothing; its currency is the column's last part."""
        currency = column.rpartition("_")[2].upper()
        try:
            amount = Money.parse(self.cells[column], currency)
        except ValueError as error:
            self.note(f"{column}: {error}")
            return Money(0, currency)
        if not 0 <= amount.minor <= DEAREST:
            self.note(f"{column} {self.cells[column]!r} is no sum of money")
        return amount

    def breaks(self, price: Money) -> tuple[PriceBreak, ...]:
        """`breaks_<currency>`: lower prices for more, such as `6=2.79|12=2.59`."""
        column = f"breaks_{price.currency.lower()}"
        found: list[PriceBreak] = []
        for each in filter(None, self.cells.get(column, "").split("|")):
            quantity, _, amount = each.partition("=")
            try:
                found.append(PriceBreak(int(quantity), Money.parse(amount, price.currency)))
            except ValueError:
                self.note(f"{column} {each!r} is not a quantity and a price such as 6=2.79")
        falling = [PriceBreak(1, price), *found]
        for before, after in pairwise(falling):
            if not (before.quantity < after.quantity and after.unit_price < before.unit_price):
                self.note(f"{column}: more has to cost less each, the smallest quantity first")
                return ()
        return tuple(found)

    def several(self, column: str) -> tuple[str, ...]:
        """Words separated by `|`."""
        return tuple(filter(None, (each.strip() for each in self.cells.get(column, "").split("|"))))

    def codes(self, column: str) -> tuple[str, ...]:
        """EAN, UPC or ISBN separated by `|`, each with its right check digit."""
        found = []
        for written in self.several(column):
            try:
                found.append(code(written))
            except ValueError as error:
                self.note(f"{column}: {error}")
        return tuple(dict.fromkeys(found))

    def moment(self, column: str, *, ends: bool = False) -> datetime | None:
        """A moment such as 2026-03-01T00:00Z, or a day; None where the cell is empty.

        A day alone is its first moment, or its last where something `ends` with it.
        """
        value = self.cells.get(column, "")
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.note(f"{column} {value!r} is no date such as 2026-03-01")
            return None
        if ends and not re.search("[T ]", value):
            moment = moment.replace(hour=23, minute=59, second=59)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)

    def time_of_day(self, column: str) -> time:
        """A local time such as 18:00."""
        value = self.text(column)
        try:
            found = re.fullmatch(r"(\d\d?):(\d\d)", value)
            return time(int(found[1]), int(found[2])) if found else _bad(value)
        except ValueError:
            self.note(f"{column} {value!r} is not a time such as 18:00")
            return time()

    def yes_or_no(self, column: str, *, needed: bool = True) -> bool:
        """`yes` or `no`."""
        value = self.text(column, needed=needed)
        if value not in {"", "yes", "no"}:
            self.note(f"{column} {value!r} is neither yes nor no")
        return value == "yes"


@cache
def _of_part(part: str, letters: int, column: str) -> bool:
    """Whether a column is `part` in a language (2 letters) or a currency (3)."""
    return re.fullmatch(rf"{part}_[a-z]{{{letters}}}", column) is not None


def _bad(value: str) -> time:
    raise ValueError(value)


def rows(
    path: Path, columns: Collection[str], problems: list[str], optional: Collection[str] = ()
) -> Iterator[Row]:
    """The lines of a CSV file whose header has all `columns`, broken ones noted and left out.

    Columns that are neither among them nor `optional` are a mistake.

    `name_*` stands for one column per language, `price_***` for one per currency; a translation or
    a currency more is welcome, the English name is not optional.
    """
    text = _decoded(path, problems)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for record in reader:
            first, line = line, reader.line_num + 1
            where = f"{path}:{first}"
            cells = [unicodedata.normalize("NFC", cell).strip() for cell in record]
            if header is None:
                if not _header_fits(where, cells, columns, optional, problems):
                    return
                header = cells
            elif any(cells):
                if len(cells) == len(header):
                    yield Row(where, dict(zip(header, cells, strict=True)), problems)
                else:
                    problem = miscounted(cells, len(header), first, reader.line_num)
                    problems.append(f"{where}: {problem}")
    except csv.Error as error:
        problems.append(f"{path}:{line}: {error}: is a quotation mark open?")
    if header is None:
        problems.append(f"{path}:1: empty; the first line names the columns")


def miscounted(cells: Sequence[str], columns: int, first: int, last: int) -> str:
    """What is wrong with a row of too many or too few cells, read from lines `first` to `last`.

    A row of several lines has a quotation mark open at the end of each but the last; mostly one
    that nobody meant to open.
    """
    problem = f"{len(cells)} cell{'s'[: len(cells) != 1]} instead of {columns}"
    if last > first:
        problem += f"; a quotation mark makes one row of lines {first} to {last}"
    return problem


def _decoded(path: Path, problems: list[str]) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problems.append(f"{path}: {error.strerror or error}")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(f"{path}:{line}: not UTF-8; save the file as UTF-8")
        return None


def _header_fits(
    where: str,
    header: list[str],
    columns: Collection[str],
    optional: Collection[str],
    problems: list[str],
) -> bool:
    patterns = [_pattern(column) for column in columns]
    welcome = [*patterns, *map(_pattern, optional)]
    missing = [
        column.replace("***", "usd").replace("*", "en")
        for column, pattern in zip(columns, patterns, strict=True)
        if not any(re.fullmatch(pattern, name) for name in header)
        or ("_*" in column and "***" not in column and column.replace("*", "en") not in header)
    ]
    strange = [n for n in header if not any(re.fullmatch(pattern, n) for pattern in welcome)]
    twice = sorted({name for name in header if header.count(name) > 1})
    for problem, names in (
        ("missing column", missing),
        ("unknown column", strange),
        ("column named twice:", twice),
    ):
        problems.extend(f"{where}: {problem} {name!r}" for name in names)
    return not (missing or strange or twice)


def _pattern(column: str) -> str:
    return column.replace("***", "[a-z]{3}").replace("*", "[a-z]{2}")
