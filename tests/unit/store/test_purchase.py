"""What is bought at once, what is asked about, what is confirmed."""

from datetime import UTC, datetime

import pytest

from assistant.core.money import Money
from assistant.store.choosing.purchase import Buy, Choose, Confirm, Fit, Rules, pick, weigh
from assistant.store.goods.catalog import Product
from assistant.store.household.history import Bought

RULES = Rules(Money(5000, "USD"), confirm_first_time=True, price_rise_percent=10)


def product(name: str, cents: int = 1000) -> Product:
    return Product(
        id=name,
        category_id="c",
        brand={"en": name},
        names={"en": name},
        aliases={},
        size=1,
        size_unit="count",
        prices=(Money(cents, "USD"),),
        seller_id="s",
    )


def bought(name: str, times: int = 3, cents: int = 1000) -> Bought:
    return Bought(
        product_id=name,
        times=times,
        units=times,
        last_quantity=1,
        last_unit_price=Money(cents, "USD"),
        last_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def fits(*scores: float) -> list[Fit]:
    return [Fit(product("abcdef"[index]), score) for index, score in enumerate(scores)]


def sure(thing: Product) -> Fit:
    return Fit(thing, 1.0)


def test_nothing_fits() -> None:
    assert pick([], {}) is None


def test_one_that_fits_clearly_better_is_meant() -> None:
    picked = pick(fits(0.95, 0.7), {})
    assert isinstance(picked, Fit)
    assert picked.product.id == "a"


def test_what_is_preferred_is_meant_before_what_we_buy_the_first_of_them_before_the_next() -> None:
    always, favourites = {"x"}, {"a", "b"}
    known = {"c": bought("c")}
    assert pick(fits(0.9, 0.9, 0.9), known, (always, {"b"})) == fits(0.9, 0.9, 0.9)[1]
    assert pick(fits(0.9, 0.9, 0.9), known, ({"a"}, {"b"})) == fits(0.9, 0.9, 0.9)[0]
    assert pick(fits(0.9, 0.9, 0.9), known, (always, favourites)) == fits(0.9, 0.9, 0.9)[2]


def test_of_several_that_fit_as_well_the_one_we_buy_is_meant() -> None:
    picked = pick(fits(0.9, 0.9, 0.9, 0.9), {"c": bought("c")})
    assert isinstance(picked, Fit)
    assert picked.product.id == "c"


def test_what_fits_badly_is_not_meant_however_often_it_is_bought() -> None:
    picked = pick(fits(0.95, 0.7), {"b": bought("b", times=50)})
    assert isinstance(picked, Fit)
    assert picked.product.id == "a"


def test_two_bought_as_often_are_asked_about() -> None:
    picked = pick(fits(0.9, 0.9, 0.9), {"a": bought("a", 3), "c": bought("c", 3)})
    assert isinstance(picked, Choose)
    assert [product.id for product in picked.products] == ["a", "c"]


def test_many_that_fit_are_all_weighed_before_a_few_are_told() -> None:
    picked = pick(fits(0.9, 0.9, 0.9, 0.9, 0.9), {})
    assert isinstance(picked, Choose)
    assert len(picked.products) == 5


def test_the_usual_at_its_usual_price_is_bought_at_once() -> None:
    assert isinstance(weigh(sure(product("a")), 2, {"a": bought("a")}, RULES), Buy)


@pytest.mark.parametrize(
    ("thing", "quantity", "history", "why"),
    [
        (product("a"), 1, {}, "first_time"),
        (product("a", 1101), 1, {"a": bought("a")}, "price_changed"),
        (product("a"), 6, {"a": bought("a")}, "expensive"),
    ],
)
def test_what_is_new_dearer_or_much_is_confirmed(
    thing: Product, quantity: int, history: dict[str, Bought], why: str
) -> None:
    weighed = weigh(sure(thing), quantity, history, RULES)
    assert isinstance(weighed, Confirm)
    assert weighed.why == why


def test_a_small_rise_and_a_fall_are_the_usual_price() -> None:
    assert isinstance(weigh(sure(product("a", 1100)), 1, {"a": bought("a")}, RULES), Buy)
    assert isinstance(weigh(sure(product("a", 500)), 1, {"a": bought("a")}, RULES), Buy)


def test_a_price_in_another_currency_is_not_compared() -> None:
    won = Money(100, "KRW")
    history = {"a": Bought("a", 1, 1, 1, won, datetime(2026, 1, 1, tzinfo=UTC))}
    assert isinstance(weigh(sure(product("a")), 1, history, RULES), Buy)


def test_what_was_perhaps_misheard_waits_for_a_yes_even_if_it_is_the_usual() -> None:
    weighed = weigh(Fit(product("a"), 0.7), 1, {"a": bought("a")}, RULES)
    assert isinstance(weighed, Confirm)
    assert weighed.why == "unsure"


def test_what_fits_almost_as_well_is_no_worse() -> None:
    assert isinstance(pick(fits(1.0, 0.95), {}), Choose)


def test_what_is_bought_twice_as_often_as_the_next_is_the_usual() -> None:
    history = {"a": bought("a", 2), "b": bought("b", 4)}
    assert pick(fits(1.0, 1.0), history) == Fit(product("b"), 1.0)


def test_a_household_that_wants_no_question_buys_new_things_at_once() -> None:
    rules = Rules(Money(5000, "USD"), confirm_first_time=False, price_rise_percent=10)
    thing = product("new")
    assert weigh(sure(thing), 1, {}, rules) == Buy(thing, 1)


def test_what_costs_just_what_may_be_spent_is_bought_at_once() -> None:
    thing = product("a", 5000)
    assert weigh(sure(thing), 1, {"a": bought("a", cents=5000)}, RULES) == Buy(thing, 1)


def test_what_it_costs_where_it_is_bought_counts_and_not_its_own_price() -> None:
    decision = weigh(sure(product("a")), 1, {"a": bought("a")}, RULES, Money(2000, "USD"))
    assert isinstance(decision, Confirm)
    assert decision.why == "price_changed"


def test_where_what_was_let_go_fits_as_well_as_what_was_never_bought_it_is_asked_which() -> None:
    known = {"a": bought("a")}
    some = fits(1.0, 0.85, 0.85)
    assert pick(some, known) == some[0]
    asked = pick(some, known, (), {"b"})
    assert asked == Choose((some[0].product, some[1].product))
    assert pick(some, known, ({"a"},), {"b"}) == some[0]
    lower = fits(1.0, 0.6, 0.85)
    assert pick(lower, known, (), {"b"}) == lower[0]
    assert pick(fits(1.0, 0.6, 0.6), {}, (), {"a"}) == fits(1.0, 0.6, 0.6)[0]
