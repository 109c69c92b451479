import random
from collections.abc import Mapping
from functools import cache

import pytest

from assistant.core.money import Money
from assistant.store.discovery.discovery import Discovery
from assistant.store.discovery.learnt import Household
from assistant.store.discovery.shop_baskets import ShopBasket, learnt_of
from assistant.store.discovery.tastes import characteristic, grouped
from assistant.store.goods.catalog import Product

THINGS = {
    "arm-soda": ("baking soda", "baking"), "house-soda": ("baking soda", "baking"),
    "salt": ("salt", "baking"), "heinz-vinegar": ("vinegar", "cleaning"),
    "house-vinegar": ("vinegar", "cleaning"), "sponge": ("sponges", "cleaning"),
    "pasta": ("pasta", "food"), "penne": ("penne", "food"), "sauce": ("sauce", "food"),
    "cheese": ("cheese", "food"), "bread": ("bread", "food"), "new": ("washing soda", "baking"),
    "coffee": ("coffee", "drinks"), "filters": ("filters", "drinks"),
}  # fmt: skip


@cache
def product(product_id: str) -> Product | None:
    if product_id not in THINGS:
        return None
    name, category = THINGS[product_id]
    return Product(
        id=product_id,
        category_id=category,
        brand={"en": "B", "ko": "B"},
        names={"en": f"The {product_id}", "ko": product_id},
        aliases={"en": (name,), "ko": (name,)},
        size=1,
        size_unit="count",
        prices=(Money(100, "USD"),),
        seller_id="s",
    )


@cache
def shop() -> tuple[ShopBasket, ...]:
    draw = random.Random(3)
    baskets = []
    for customer in range(150):
        for day in (0, 20, 40, 60):
            basket: list[str] = []
            if draw.random() < 0.5:
                basket += [draw.choice(["arm-soda", "house-soda"])]
                basket += (
                    [draw.choice(["heinz-vinegar", "house-vinegar"])] if draw.random() < 0.7 else []
                )
                basket += ["sponge"] if draw.random() < 0.3 else []
            else:
                basket += [draw.choice(["pasta", "penne"])]
                basket += ["sauce"] if draw.random() < 0.8 else []
                basket += ["cheese"] if draw.random() < 0.5 else []
            basket += ["bread"] if draw.random() < 0.5 else []
            if customer < 60:
                basket += ["coffee"] if day == 0 else []
                basket += ["filters"] if day == 20 else []
            baskets.append(ShopBasket(tuple(basket), f"c{customer}", float(day)))
    return tuple(baskets)


def discovery(orders: Mapping[str, tuple[str, ...]] | None = None) -> Discovery:
    household = Household()
    household.follow(orders or {})
    products = [found for id_ in THINGS if (found := product(id_)) is not None]
    return Discovery(learnt_of(shop()), household, product, products)


def test_vinegar_goes_with_baking_soda_whoever_makes_either() -> None:
    known = discovery()
    assert set(known.same_kind("arm-soda")) == {"arm-soda", "house-soda"}
    found, *others = known.goes_with(known.same_kind("arm-soda"))
    assert found.names["en"] == "vinegar"
    assert found.who == "everybody"
    assert found.together > 100
    assert found.times > found.together
    assert "vinegar" not in {other.names["en"] for other in others}
    assert "bread" not in {other.names["en"] for other in others}


def test_the_bottle_that_the_household_buys_is_named() -> None:
    known = discovery()
    known.prefer({"house-vinegar": 3})
    assert known.goes_with(["arm-soda"])[0].product_id == "house-vinegar"


def test_the_household_itself_says_best_what_it_buys_together() -> None:
    orders = {f"A{n}": ("coffee", "cheese") for n in range(8)} | {
        f"B{n}": ("bread", "salt") for n in range(8)
    }
    found = discovery(orders).goes_with(["coffee"])
    cheese = next(each for each in found if each.names["en"] == "cheese")
    assert (cheese.who, cheese.together, cheese.times) == ("household", 8, 8)


def test_an_order_told_twice_counts_once_and_a_cancelled_one_not_at_all() -> None:
    household = Household()
    household.follow({"A1": ("pasta", "sauce")})
    household.follow({"A1": ("pasta", "sauce"), "A2": ("pasta",)})
    assert household.bought == {"pasta": 2, "sauce": 1}
    assert household.follow({"A2": ("pasta",)}) == ([], ["A1"])
    assert household.bought == {"pasta": 1, "sauce": 0}


def test_for_a_thing_nobody_bought_its_shelf_speaks() -> None:
    found = discovery().goes_with(["new"])
    assert found[0].who == "shelf"
    assert found[0].names["en"] == "vinegar"


def test_what_is_bought_the_next_time() -> None:
    found = discovery().next_after(["coffee"])
    assert found[0].names["en"] == "filters"
    assert found[0].relation == "next"
    assert discovery().next_after(["new"]) == []


def test_what_stands_in_for_a_thing_keeps_the_same_company() -> None:
    found = discovery().instead_of("pasta")
    assert found[0].product_id == "penne"
    assert "sauce" not in {each.product_id for each in found}
    assert discovery().instead_of("moon dust") == []


def test_a_whole_basket_is_completed_without_what_is_in_it() -> None:
    names = [each.names["en"] for each in discovery().fits(["arm-soda", "pasta", "sauce"])]
    assert "vinegar" in names
    assert not {"sauce", "pasta"} & set(names)


def test_unknown_things_find_nothing() -> None:
    known = discovery()
    assert known.goes_with(["moon dust"]) == []
    assert known.goes_with([]) == []
    assert known.fits([]) == []


def test_people_are_grouped_by_what_they_buy_and_a_group_can_be_told() -> None:
    learnt = learnt_of(shop())
    counts = learnt.together.counts
    of_product = grouped(counts)
    if of_product:  # a catalog this small may have but one taste
        assert of_product == grouped(counts)
    shares = learnt.tastes.shares({"pasta": 3}, counts)
    assert sum(shares) == pytest.approx(1.0) if shares else True


def test_what_is_characteristic_is_much_and_more_than_elsewhere() -> None:
    inside = {"bread": 50, "caviar": 2, "soda": 40}
    everywhere = {"bread": 5000, "caviar": 2, "soda": 80}
    assert characteristic(inside, everywhere, 2) == ["soda", "caviar"]
    assert characteristic({}, everywhere, 2) == []


def test_a_finding_is_made_of_counts_and_has_no_place_for_a_payment() -> None:
    found = discovery().goes_with(["arm-soda"])[0]
    assert {
        "product_id", "names", "relation", "who", "asked", "together", "times", "other_times",
        "baskets", "lift", "share",
    } == set(found.__struct_fields__)  # fmt: skip
