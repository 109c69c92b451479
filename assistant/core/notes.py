"""What a household notes down: things on lists, and what it thinks of works and products."""

from datetime import datetime
from typing import Literal

import msgspec

from assistant.core.money import Money


class ListItem(msgspec.Struct, frozen=True, kw_only=True):
    """A thing on a list."""

    name: str
    """As it was said."""
    quantity: int | None = None


class ListChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done to the lists."""

    action: Literal["add", "remove", "create", "delete"]
    list: str
    items: tuple[ListItem, ...] = ()
    at: datetime


class ListOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was done: the items concerned, those that were not there, and what is left."""

    done: bool
    items: tuple[ListItem, ...] = ()
    missing: tuple[str, ...] = ()
    left: int = 0


class PriceWatch(msgspec.Struct, frozen=True, kw_only=True):
    """A price that somebody waits for."""

    product_id: str
    names: dict[str, str]
    """Of the product, by language."""
    below: Money
    """It speaks up when one costs less than this."""
    made_at: datetime
    number: int = 0
    """Given when it is kept."""
    told_at: datetime | None = None
    """When it spoke up; it does so once."""


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody thinks of a work or a product."""

    work: str
    rating: float
    best: float
    at: datetime
