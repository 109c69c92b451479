"""Files of what a shop's customers bought.

Two forms, told apart by the first line. Either each line is a basket, products separated by commas:

    milk,bread,eggs

or the columns `customer`, `days_ago` and `products` are named, products separated by `|`, which
tells besides what follows what. A product is named by its id or by its whole name in any language.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.core.errors import BadInputError
from assistant.store.discovery.shop_baskets import ShopBasket

COLUMNS = ("customer", "days_ago", "products")
SEPARATOR = "|"

ProductId = Callable[[str], str | None]
"""The id of what a file names; None where the shop does not sell it."""


@dataclass
class BasketFile:
    """What was in a file."""

    baskets: list[ShopBasket] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    """What the shop does not sell, and in how many baskets it was."""
    rejected: list[str] = field(default_factory=list)
    """Lines that could not be used, and why."""


def read(path: Path, product_id: ProductId) -> BasketFile:
    """Read a file; lines that cannot be used are told and left out.

    Raises:
        BadInputError: the file cannot be read, or is no text.
    """
    found = BasketFile()
    known: dict[str, str | None] = {}

    def look_up(name: str) -> str | None:
        if name not in known:
            known[name] = product_id(name)
        if known[name] is None:
            found.unknown[name] += 1
        return known[name]

    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.reader(lines)
            for basket, customer, day in _rows(rows, found, path):
                products = tuple(id_ for name in basket if (id_ := look_up(name)) is not None)
                if products:
                    found.baskets.append(ShopBasket(products, customer, day))
    except OSError as error:
        raise BadInputError(f"cannot read {path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInputError(f"{path} is no file of baskets: {error}") from error
    return found


_Named = tuple[Sequence[str], str, float]


def _rows(rows: Iterator[list[str]], found: BasketFile, path: Path) -> Iterator[_Named]:
    first = next(rows, None)
    if first is None:
        return
    if tuple(cell.strip() for cell in first) == COLUMNS:
        for number, row in enumerate(rows, 2):
            named = _visit(row)
            if isinstance(named, str):
                found.rejected.append(f"{path.name}:{number}: {named}")
            else:
                yield named
        return
    yield _names(first), "", 0.0
    for row in rows:
        yield _names(row), "", 0.0


def _visit(row: Sequence[str]) -> _Named | str:
    if len(row) != len(COLUMNS):
        return f"has {len(row)} columns, not {len(COLUMNS)}"
    customer, days_ago, products = row
    try:
        day = -float(days_ago)
    except ValueError:
        return f"days_ago {days_ago!r} is no number"
    return _names(products.split(SEPARATOR)), customer.strip(), day


def _names(cells: Sequence[str]) -> list[str]:
    return [name for cell in cells if (name := cell.strip())]
