"""What a household notes down: things on lists, and what it thinks of works and products."""

from datetime import datetime
from typing import Literal

import msgspec


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


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody thinks of a work or a product."""

    work: str
    rating: float
    best: float
    at: datetime
