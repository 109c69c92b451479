"""What is asked of a basket, and what is answered: whom to buy which line of, or why that cannot be.

Amounts of money have the currency of the household.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.core.money import Money
from assistant.store.market.offers import Market, SellerOffer


@dataclass(frozen=True, slots=True)
class Want:
    """A line of a basket."""

    product_id: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Demands:
    """What was asked for besides the goods."""

    by: date | None = None
    """The day on which everything has to be here."""
    one_seller: bool = False
    without: frozenset[str] = frozenset()
    """Sellers that nothing is bought of."""


@dataclass(frozen=True, slots=True)
class Lot:
    """So many pieces of a product, of one seller."""

    product_id: str
    offer_id: str
    seller_id: str
    quantity: int
    unit_price: Money
    comes: date


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one seller sends."""

    seller_id: str
    goods: Money
    shipping: Money
    comes: date


@dataclass(frozen=True, slots=True)
class OneMore:
    """With one more of this, a seller's shipping falls away."""

    product_id: str
    seller_id: str
    unit_price: Money
    saved: Money
    """Of shipping."""
    total: Money
    """What the basket then costs at most."""


@dataclass(frozen=True, slots=True)
class PricedBasket:
    """Whom to buy which line of."""

    lots: tuple[Lot, ...]
    parcels: tuple[Parcel, ...]
    """By seller, the dearest first."""
    total: Money
    """Goods and shipping."""
    bound: Money
    """No way to buy it costs less."""
    line_by_line: Money | None = None
    """What it costs when each line is bought where its price is lowest; None where none can be."""
    one_seller: Money | None = None
    """The least it costs at a single seller; None where nobody has all of it."""
    one_more: OneMore | None = None
    seconds: float = 0.0

    @property
    def proved(self) -> bool:
        """Whether nothing can be cheaper."""
        return self.total <= self.bound

    @property
    def goods(self) -> Money:
        """What the things cost without sending."""
        return sum((p.goods for p in self.parcels), start=Money(0, self.total.currency))

    @property
    def shipping(self) -> Money:
        """What all parcels cost."""
        return sum((p.shipping for p in self.parcels), start=Money(0, self.total.currency))

    @property
    def comes(self) -> date:
        """When the last parcel comes."""
        return max(parcel.comes for parcel in self.parcels)


Reason = Literal["not_sold", "not_from_them", "out_of_stock", "minimum", "too_late"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A line that cannot be had."""

    product_id: str
    why: Reason
    left: int = 0
    """How many there are, where those are too few."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is no way to buy it so."""

    lacking: tuple[Lacking, ...] = ()
    """Empty where each line can be had, but nobody has them all."""
    nearest: date | None = None
    """The first day by which everything can be here."""


Comes = Callable[[SellerOffer], date]
"""The day on which what is ordered of an offer now comes."""


@dataclass(frozen=True, slots=True)
class Shopping:
    """Where and when it is bought."""

    market: Market
    currency: str
    now: datetime
    comes: Comes
