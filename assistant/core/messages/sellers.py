"""What sellers tell of their offers, and what becomes of them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from assistant.core.messages.wire import Count, Id, Message, Moment, Text
from assistant.core.money import Money


class PriceStep(msgspec.Struct, frozen=True, kw_only=True):
    """What one costs from a number of them on."""

    quantity: Count
    unit_price: Money


class OfferTold(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as its seller tells it."""

    product_id: Id | None = None
    code: Annotated[str, Meta(max_length=20)] | None = None
    """EAN, UPC or ISBN, instead of the product's id."""
    offer_id: Id | None = None
    """The seller's own; none: one offer for each product."""
    unit_price: Money | None = None
    """None only where it is withdrawn."""
    breaks: Annotated[tuple[PriceStep, ...], Meta(max_length=20)] = ()
    stock: Annotated[int, Meta(ge=0, le=10**9)] | None = None
    minimum: Count = 1
    condition: Literal["new", "used", "refurbished"] = "new"
    delivery_days: Annotated[int, Meta(ge=0, le=60)] | None = None
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    url: Text = ""
    withdrawn: bool = False
    """It is not offered any more."""


class PublishOffers(Message, frozen=True, kw_only=True, tag="publish_offers"):
    """A seller tells what it offers; told again it changes nothing."""

    seller_id: Id
    offers: Annotated[tuple[OfferTold, ...], Meta(min_length=1, max_length=200)]


class OfferTaken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one offer."""

    offer_id: str
    status: Literal["accepted", "same", "held", "refused", "withdrawn"]
    reason: str | None = None


class OffersTaken(Message, frozen=True, kw_only=True, tag="offers_taken"):
    """What became of a seller's offers, in their order."""

    seller_id: Id
    results: tuple[OfferTaken, ...]
