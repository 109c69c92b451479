"""What a household's purchases say of its taste: habits count most, and old ones fade."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.core.money import Money
from assistant.skills.products import choosing
from assistant.skills.scene import Scene
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Product
from assistant.store.household.history import Bought
from tests.unit.scenes import bare_scene

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def tea(name: str) -> Product:
    return Product(
        id=name,
        names={"en": name},
        aliases={"en": ("tea",)},
        brand={"en": name},
        category_id="all",
        size=1,
        size_unit="piece",
        seller_id="s",
        prices=(Money(300, "USD"),),
    )


class Shelf:
    """So many teas, all found by that word."""

    def __init__(self, count: int) -> None:
        self._teas = {f"tea{n}": tea(f"tea{n}") for n in range(count)}

    def find(self, phrase: str, most: int = 99) -> Sequence[Fit]:  # noqa: ARG002
        return [Fit(each, 1.0) for each in self._teas.values()][:most]

    def product(self, product_id: str) -> Product:
        return self._teas[product_id]


def bought(product_id: str, times: int = 1, days_ago: int = 0) -> Bought:
    at = NOW - timedelta(days=days_ago)
    return Bought(product_id, times, times, 1, Money(300, "USD"), at)


def scene(*purchases: Bought) -> Scene:
    history: Mapping[str, Bought] = {each.product_id: each for each in purchases}
    return replace(
        bare_scene(NOW),
        shelf=Shelf(40),  # type: ignore[arg-type]
        history=history,
    )


def liking(product_id: str, *purchases: Bought) -> float:
    """How much the brand of a tea is liked by who bought these."""
    taste = choosing._taste(scene(*purchases))
    weights = taste.mean[len(taste.mean) - len(taste.brands) :]
    return float(dict(zip(taste.brands, weights.tolist(), strict=True))[product_id])


def test_thirty_things_are_learnt_from_the_most_and_latest_bought() -> None:
    rarely = [bought(f"tea{n}", days_ago=n) for n in range(2, 40)]
    often = bought("tea0", times=20, days_ago=100)
    assert choosing._taste(scene(*rarely, often)).purchases == 30
    kept, left_out = (liking(each, *rarely, often) for each in ("tea30", "tea31"))
    assert liking("tea0", *rarely, often) > kept > left_out


def test_a_habit_shows_more_than_a_single_purchase() -> None:
    both = bought("tea0", times=9), bought("tea1")
    assert liking("tea0", *both) > liking("tea1", *both)


def test_what_was_bought_long_ago_shows_less() -> None:
    both = bought("tea0", days_ago=365), bought("tea1")
    assert liking("tea0", *both) < liking("tea1", *both)


@pytest.mark.parametrize(
    ("times", "days_ago", "counts"), [(1, 0, 1), (1, 365, 0.5), (1, -2, 1), (9, 0, 3.197)]
)
def test_a_purchase_of_a_year_ago_counts_half_and_nine_count_three(
    times: int, days_ago: int, counts: float
) -> None:
    once = bought("tea0", times, days_ago)
    assert choosing._evidence(once, scene(once)) == pytest.approx(counts, abs=0.001)
