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
    unit: str | None = None
    """What it is counted by, such as `bottle`; None: by the piece."""


class ListChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done to the lists."""

    action: Literal["add", "remove", "create", "delete", "rename"]
    list: str
    to: str = ""
    """Its new name, where it is given one."""
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


Topic = Literal[
    "suggesting",  # `off` while nothing is to be suggested
    "unwanted",  # a thing, as it was said, that is never to be suggested; `value`: to whom
    "favourite",  # of a product id, the thing it is the favourite of
    "chosen",  # a product id that was chosen of several when it was bought the last time
    "let_go",  # a product id that is not to be taken without asking any more
    "gone",  # a product id, of which there is nothing left at home
    "there",  # a product id, of which there is enough at home; `value`: how many, where that was said
    "usual",  # a product id that is taken of all that go by its name
    "budget",  # what may be spent in a month, as money
    "suggested",  # a product id that was suggested once
    "slip",  # of an offer id, the price of it that looks like a slip and was asked about unasked
    "member",  # of a device, who talks there
    "bought_by",  # of an order id, who ordered it
    "why",  # `value`: what was known when an order (`about`) was priced, JSON
]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a household has said of itself."""

    topic: Topic
    about: str = ""
    value: str | None = ""
    """None takes the note away."""
    at: datetime
