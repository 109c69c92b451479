"""What the shop sells and what the house can play: immutable facts, wherever they are kept.

Names come by language code (`{"en": "...", "ko": "..."}`). Prices are per unit sold.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Literal, Protocol

import msgspec

from assistant.core.money import Money
from assistant.store.goods.measures import Measure, measure, per_unit

ByLanguage = Mapping[str, str]
Aliases = Mapping[str, tuple[str, ...]]


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf of the shop."""

    id: str
    names: ByLanguage
    parent_id: str = ""
    """The wider shelf that it is a part of, if any."""
    aliases: Aliases = {}
    """What people say instead."""

    @property
    def spoken(self) -> tuple[str, ...]:
        """Everything it may be called, in all languages."""
        return _spoken(self.names.values(), self.aliases)


class ShippingTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a seller asks for bringing an order, in one currency."""

    per_order: Money
    per_item: Money
    free_from: Money | None = None
    """Goods of this sum come without any charge; None: never."""

    @property
    def currency(self) -> str:
        """The currency of all three."""
        return self.per_order.currency


class Seller(msgspec.Struct, frozen=True, kw_only=True):
    """Who delivers a product, how soon and for how much."""

    id: str
    names: ByLanguage
    delivery_days: int
    """Working days from order to door; 0 is the same day."""
    cutoff: time
    """Local time until which an order still counts for its day."""
    works_weekends: bool
    shipping: tuple[ShippingTerms, ...] = ()
    """One per currency; none where bringing costs nothing."""
    outside: bool = False
    """A shop outside: its prices are compared honestly, and nothing is ordered there."""
    url: str = ""

    def terms(self, currency: str) -> ShippingTerms | None:
        """What shipping costs; None where it is free or not known in `currency`."""
        return next((terms for terms in self.shipping if terms.currency == currency), None)


class PriceBreak(msgspec.Struct, frozen=True):
    """The price of one from a number of them on."""

    quantity: int
    unit_price: Money


Condition = Literal["new", "used", "refurbished"]


class SellerOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A product as one seller sells it, in one currency."""

    id: str
    """`SELLER:` and the seller's own id of it; unique within a currency."""
    product_id: str
    seller_id: str
    unit_price: Money
    breaks: tuple[PriceBreak, ...] = ()
    """Lower prices for more, the smallest quantity first."""
    stock: int | None = None
    """How many there are; None where that is not told."""
    stock_at: datetime | None = None
    """When the seller said so; None: before anything was bought."""
    minimum: int = 1
    """The fewest that are sold at once."""
    condition: Condition = "new"
    delivery_days: int | None = None
    """None: the seller's."""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """The first moment at which it does not hold any more."""
    outside: bool = False
    """Of a shop outside: compared honestly, never ordered."""
    url: str = ""

    def unit_price_for(self, quantity: int) -> Money:
        """What one costs when so many are bought."""
        price = self.unit_price
        for each in self.breaks:
            if each.quantity <= quantity:
                price = each.unit_price
        return price

    def valid_at(self, now: datetime) -> bool:
        """Whether it holds at `now`; how many are left is another question."""
        begun = self.valid_from is None or self.valid_from <= now
        return begun and (self.valid_until is None or now < self.valid_until)

    def sells(self, quantity: int) -> bool:
        """Whether so many can be bought of it."""
        return self.minimum <= quantity and (self.stock is None or quantity <= self.stock)


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be ordered."""

    id: str
    category_id: str
    brand: ByLanguage
    names: ByLanguage
    """The full name with its size, such as "Tide Pods 81 count"."""
    aliases: Aliases
    """What people say instead, in the order they were written."""
    size: float
    size_unit: str
    """Unit of `size`: g, ml, count, sheets, m, ..."""
    prices: tuple[Money, ...]
    """One per currency."""
    seller_id: str
    codes: tuple[str, ...] = ()
    """EAN-13, ISBN-13: digits only, with their check digit."""
    traits: tuple[str, ...] = ()
    """What it is known for, such as `organic` or `fragrance_free`."""
    rating: float | None = None
    """What its buyers think, 0 to 5."""
    raters: int = 0

    def price(self, currency: str) -> Money:
        """What one costs; `LookupError` where the shop does not sell in `currency`."""
        return _in_currency(self.prices, currency, self.id)

    def name(self, language: str) -> str:
        """The full name in `language`, in English where there is none."""
        return self.names.get(language) or self.names["en"]

    @property
    def spoken(self) -> tuple[str, ...]:
        """Everything it may be called, full names first, in all languages."""
        return _spoken(self.names.values(), self.aliases)

    def is_called(self, name: str) -> bool:
        """Whether it may be called just that, large or small."""
        return name.casefold() in map(str.casefold, self.spoken)

    @property
    def measure(self) -> Measure | None:
        """How much it is, in a base unit; None where the unit is not known."""
        return measure(self.size, self.size_unit)

    def per_unit(self, price: Money) -> tuple[Money, str] | None:
        """What a kilo, a litre or a piece costs at this price, and of which; None: not known."""
        size = self.measure
        return None if size is None else per_unit(price, size)


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of music."""

    id: str
    titles: ByLanguage
    composers: ByLanguage
    artists: ByLanguage
    albums: ByLanguage
    genre: str
    file: str
    """Name of the recording inside the music folder."""
    aliases: Aliases

    def title(self, language: str) -> str:
        """The title in `language`, in English where there is none."""
        return self.titles.get(language) or self.titles["en"]

    @property
    def spoken(self) -> tuple[str, ...]:
        """Everything the piece itself may be called; composers and artists are not among it."""
        return _spoken(self.titles.values(), self.aliases)


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """Something the sample household bought, so many days before its first day."""

    product_id: str
    quantity: int
    unit_prices: tuple[Money, ...]
    days_ago: int

    def unit_price(self, currency: str) -> Money:
        """What one cost then; `LookupError` where that is not known in `currency`."""
        return _in_currency(self.unit_prices, currency, self.product_id)


class PastPrice(msgspec.Struct, frozen=True, kw_only=True):
    """What the main seller of a product asks since so many days before today, in the sample shop."""

    product_id: str
    prices: tuple[Money, ...]
    days_ago: int

    def price(self, currency: str) -> Money:
        """It in `currency`; `LookupError` where that is not known."""
        return _in_currency(self.prices, currency, self.product_id)


class SlotRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a device's slot stands for, when it is replenished and at which price at most."""

    device_id: str
    slot: str
    product_id: str
    quantity: int
    threshold_fraction: float
    """Order when the remaining part of the capacity is at or below this; 0 for a mere button."""
    price_ceilings: tuple[Money, ...]

    def price_ceiling(self, currency: str) -> Money:
        """The dearest unit price that is bought unasked; `LookupError` where none is set."""
        return _in_currency(self.price_ceilings, currency, f"{self.device_id}/{self.slot}")


class Catalog(Protocol):
    """All there is to order and to play; read only, in a stable order."""

    def product(self, product_id: str) -> Product | None:
        """One product, or None where there is none of that id."""

    def products(self) -> tuple[Product, ...]:
        """Every product."""

    def category(self, category_id: str) -> Category | None:
        """One category, or None."""

    def categories(self) -> tuple[Category, ...]:
        """Every category."""

    def seller(self, seller_id: str) -> Seller | None:
        """One seller, or None."""

    def sellers(self) -> tuple[Seller, ...]:
        """Every seller."""

    def work(self, work_id: str) -> Work | None:
        """One piece of music, or None."""

    def works(self) -> tuple[Work, ...]:
        """Every piece of music."""

    def offers_of(self, product_id: str) -> tuple[SellerOffer, ...]:
        """Every seller's offers of a product, in all currencies, also those that do not hold now."""

    def sample_purchases(self) -> tuple[Purchase, ...]:
        """The sample household's history, oldest first."""

    def sample_prices(self, product_id: str) -> tuple[PastPrice, ...]:
        """What a product of the sample shop cost before, oldest first; the last is today's price."""

    def sample_slots(self) -> tuple[SlotRule, ...]:
        """The sample household's device slots."""


def _in_currency(amounts: tuple[Money, ...], currency: str, what: str) -> Money:
    for amount in amounts:
        if amount.currency == currency:
            return amount
    raise LookupError(f"{what} has no price in {currency}")


def _spoken(names: Iterable[str], aliases: Aliases) -> tuple[str, ...]:
    words = (word for spoken in aliases.values() for word in spoken)
    return tuple(dict.fromkeys(name for name in (*names, *words) if name))
