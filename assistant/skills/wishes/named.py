"""What is said of one thing by its name while several are being ordered: not it, so many, only it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from assistant.language.intent import Intent
from assistant.language.words.units import counted
from assistant.skills.products.called import called
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import MOST_AT_ONCE, Line, Wish
from assistant.skills.wishes.wanted import wanted
from assistant.store.choosing.purchase import closest
from assistant.store.goods.catalog import Product

CORRECTING: Final = frozenset({"TakeOut", "KeepOnly", "ChangeQuantity"})

_Thing = TypeVar("_Thing", Line, Wish)


@dataclass(frozen=True)
class Named:
    """A correction of what goes by a name."""

    correction: str
    """One of `CORRECTING`."""
    product_ids: set[str]
    """What surely goes by it."""
    quantity: int
    """How many of it; 0 where no number is said."""
    scene: Scene

    @classmethod
    def of(cls, intent: Intent, scene: Scene) -> "Named | None":
        """The correction that an intent means; None where it names nothing, or corrects nothing."""
        phrase, said, unit = (intent.value(slot) for slot in ("ordered", "quantity", "unit"))
        if intent.name not in CORRECTING or not isinstance(phrase, str):
            return None
        count, _ = counted(
            said if isinstance(said, int) else None, unit if isinstance(unit, str) else None
        )
        possible = intent.name != "ChangeQuantity" or 1 <= (count or 0) <= MOST_AT_ONCE
        return cls(intent.name, called(phrase, scene), count or 0, scene) if possible else None

    def is_all_of(self, products: Sequence[Product]) -> bool:
        """Whether the name is that of all of them, so that it chooses none: tuna, of three kinds."""
        return all(product.id in self.product_ids for product in products)

    def corrected(self, things: Sequence[_Thing]) -> tuple[_Thing, ...]:
        """What is to be ordered after that; the same where nothing of it is meant."""
        if self.correction == "ChangeQuantity":
            return tuple(self._counted(each) if self._means(each) else each for each in things)
        return tuple(
            each for each in things if self._means(each) == (self.correction == "KeepOnly")
        )

    def _means(self, thing: Line | Wish) -> bool:
        if isinstance(thing, Line):
            return thing.fit.product.id in self.product_ids
        fits = closest(wanted(thing, self.scene))
        return any(fit.product.id in self.product_ids for fit in fits)

    def _counted(self, thing: _Thing) -> _Thing:
        return replace(thing, quantity=self.quantity)
