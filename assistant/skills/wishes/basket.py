"""What was asked for, and what of it will be ordered together."""

from dataclasses import dataclass, field, replace

from assistant.core.messages import Names, Order
from assistant.core.money import Money
from assistant.skills.products.market_basket import Asked
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Product
from assistant.store.pricing import PricedBasket

MOST_AT_ONCE = 99
"""More of one thing than this is a slip of the tongue, or of the ear."""

HINTED = "hinted"
"""Into where one more is put, where only what was said to save the shipping can be meant."""


@dataclass(frozen=True)
class Wish:
    """A thing somebody asked for."""

    phrase: str
    quantity: int | None
    usual: bool
    """Whether as many as the last time are meant where no number is said."""
    sure: float
    """How surely the sentence was an order, 0 to 1."""
    pieces: int = 0
    """How many pieces are meant by each of the number: a 판 of eggs is 30; 0 for bottles or packs."""
    amount: float = 0.0
    """How much of the unit, where that is no whole number: one and a half kilograms."""
    unit: str = ""
    """What it was counted or measured by: `liter`, `can`."""
    by: str = ""
    """Which of its kind: `cheapest`, `biggest` and so on."""
    kind: str = ""
    """What it was called without that."""


@dataclass(frozen=True)
class Line:
    """A product that was found for a wish."""

    fit: Fit
    quantity: int
    chosen: bool = False
    """Whether it was just chosen by name and price: that needs no second yes."""
    others: tuple[Product, ...] = ()
    """What else may have been meant."""
    picked: bool = False
    """Whether it was picked out of those others, if only to be asked about then."""
    phrase: str = ""
    """What it was called."""


@dataclass(frozen=True)
class Basket:
    """What will be ordered together."""

    lines: tuple[Line, ...] = ()
    unknown: tuple[str, ...] = ()
    """Phrases for which nothing was found."""
    gone: tuple[Names, ...] = ()
    """What was in the order that it replaces and is not sold any more: it cannot be ordered anew."""
    instead_of: Order | None = None
    """The order that it replaces: cancelled when this is ordered, or neither is done."""
    from_list: str | None = None
    """The list whose things these are; what is ordered is taken off it."""
    asked: Asked = field(default_factory=Asked)
    """What was said besides the goods."""
    plan: PricedBasket | None = None
    """Whom to buy it of; None: each thing of its own seller."""

    @property
    def shipping(self) -> Money | None:
        """What sending it costs; None where that is not known."""
        return None if self.plan is None else self.plan.shipping

    @property
    def wanted(self) -> tuple[tuple[Product, int], ...]:
        """The products and how many of each."""
        return tuple((line.fit.product, line.quantity) for line in self.lines)

    def merged(self) -> "Basket":
        """The basket with each product in one line, however often it was asked for."""
        lines: dict[str, Line] = {}
        for line in self.lines:
            same = lines.get(line.fit.product.id)
            count = line.quantity + (same.quantity if same else 0)
            lines[line.fit.product.id] = replace(line, quantity=count)
        return self if len(lines) == len(self.lines) else replace(self, lines=tuple(lines.values()))
