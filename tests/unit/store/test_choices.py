"""Few and good choices: what is offered, why, and what is left out."""

import math
import random
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.store.choosing.choices import (
    Choices,
    Option,
    choose,
    compare,
    likeness,
    others,
    preferred,
    stars,
)
from assistant.store.choosing.taste import Choice, Likeness, Taste, learnt

A = Option("a", 1000, 500, "ml", 2, 4.0, 100, "one")


def option(name: str, **changed: object) -> Option:
    return replace(A, id=name, **changed)  # type: ignore[arg-type]


def ids(choices: Choices) -> list[str]:
    return [each.option.id for each in choices.offered]


def reasons(choices: Choices) -> dict[str, tuple[str, ...]]:
    return {each.option.id: each.reasons for each in choices.offered}


def test_each_is_offered_with_what_it_is_best_in() -> None:
    found = choose(
        [
            option("cheap", price=800, days=4, rating=3.5, brand="x"),
            option("fast", price=1300, days=0, rating=3.6, brand="y"),
            option("good", price=1500, days=4, rating=4.9, brand="z"),
        ]
    )
    assert reasons(found) == {
        "cheap": ("cheapest",),
        "fast": ("fastest",),
        "good": ("best_rated",),
    }


def test_what_is_never_better_is_left_out_and_named() -> None:
    found = choose([A, option("b", price=1001, brand="two"), option("c", days=3, brand="three")])
    assert ids(found) == ["a"]
    assert found.dominated == {"b": "a", "c": "a"}


def test_what_is_usually_bought_comes_first_however_dear() -> None:
    found = choose([A, option("usual", price=1500, times=4, brand="two")])
    assert ids(found)[0] == "usual"
    assert found.offered[0].reasons[0] == "usual"


def test_never_more_than_three_and_the_rest_on_demand() -> None:
    many = [
        option(str(n), price=1000 + 100 * n, rating=3.0 + 0.3 * n, brand=str(n)) for n in range(6)
    ]
    found = choose(many)
    assert len(found.offered) == 3
    rest = others(found)
    assert len(rest.offered) == 3
    assert {*ids(found), *ids(rest)} == {each.id for each in many}
    assert others(rest).offered == ()


def test_what_differs_by_nothing_that_matters_is_one_choice() -> None:
    found = choose([A, option("twin", price=1010, rating=4.05)])
    assert ids(found) in (["a"], ["twin"])
    assert len(found.offered[0].alike) == 1


def test_a_bigger_pack_is_cheaper_by_measure_and_a_small_one_in_all() -> None:
    found = choose([option("small"), option("big", price=1500, size=1000)])
    assert reasons(found) == {"small": ("cheapest",), "big": ("cheapest_per_unit",)}


def test_what_is_measured_otherwise_is_compared_by_its_price() -> None:
    found = choose([A, option("pods", price=900, size=40, size_unit="count", days=5)])
    assert reasons(found)["pods"] == ("cheapest",)


def test_a_rating_of_few_counts_less() -> None:
    assert stars(option("x", rating=5.0, raters=1)) < stars(option("y", rating=4.8, raters=200))
    assert stars(option("z", rating=None)) == 4.0


def test_what_is_different_about_one() -> None:
    found = compare(A, option("b", price=1500, size=1000, days=1, rating=4.8))
    assert found.price == -500
    assert found.per_unit == pytest.approx(1 / 3)
    assert found.days == 1
    assert found.stars == pytest.approx(-0.7)


def test_which_one_would_take_and_that_it_is_a_tie() -> None:
    clear = choose([option("cheap", price=500), option("dear", price=2000, rating=4.1)])
    taken, sure = preferred(clear)
    assert (taken.option.id, sure) == ("cheap", True)
    tie = Choices(tuple(replace(each, best=0.5) for each in clear.offered))
    assert preferred(tie)[1] is False


def test_nothing_to_choose_from_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing"):
        choose([])


def test_a_household_that_pays_for_speed_is_offered_the_fast_ones() -> None:
    cheap, fast = option("cheap", price=900, days=5), option("fast", price=1300, days=0)
    both = (likeness(cheap, (cheap, fast)), likeness(fast, (cheap, fast)))
    hasty = learnt([Choice(both, 1)] * 12)
    thrifty = learnt([Choice(both, 0)] * 12)
    assert ids(choose([cheap, fast], hasty))[0] == "fast"
    assert ids(choose([cheap, fast], thrifty))[0] == "cheap"


def test_what_is_bought_again_and_again_counts_as_more_than_one_choice() -> None:
    dear = Likeness(price=1000, per_unit=10, days=2, rating=4.5, brand="dear")
    cheap = Likeness(price=600, per_unit=6, days=2, rating=4.0, brand="cheap")
    thrice, once = learnt([Choice((dear, cheap), 1)] * 3), learnt([Choice((dear, cheap), 1, 3.0)])
    assert once.mean.tolist() == pytest.approx(thrice.mean.tolist())
    assert once.covariance.ravel().tolist() == pytest.approx(thrice.covariance.ravel().tolist())


def test_a_brand_that_is_always_bought_is_known() -> None:
    mine, other = option("m", brand="mine", price=1050), option("o", brand="other")
    there = (likeness(mine, (mine, other)), likeness(other, (mine, other)))
    taste = learnt([Choice(there, 0)] * 10)
    found = choose([option("m", brand="mine", price=1100, days=1), other], taste)
    assert ids(found)[0] == "m"
    assert "known_brand" in found.offered[0].reasons


def test_what_was_bought_before_is_never_dominated() -> None:
    assert ids(choose([option("m", price=1100, times=1), A])) == ["m", "a"]


def test_nothing_is_learnt_from_nothing() -> None:
    assert learnt([]).purchases == 0


def test_choices_of_few_and_of_many_options_are_learnt_from_together() -> None:
    """By hand: the weights at which what is learnt does not move any more."""
    shelf = [option(str(n), price=900 + 100 * n, days=5 - n, rating=3 + n / 4) for n in range(5)]
    few, many = shelf[:2], shelf
    past = [
        Choice(tuple(likeness(o, there) for o in there), chosen)
        for there, chosen in ((few, 1), (many, 4), (many, 3), (few, 0))
    ]
    taste = learnt(past)
    weights = taste.mean[: len(Taste().mean)]  # a brand that all have decides nothing
    pull = (Taste().mean - weights) / Taste().covariance.diagonal()
    for choice in past:
        sides = np.array(
            [
                [-math.log(o.per_unit), -math.log(o.price), -o.days, o.rating, o.kept]
                for o in choice.options
            ]
        )
        share = np.exp(sides @ weights)
        pull += sides[choice.chosen] - share / share.sum() @ sides
    assert np.abs(pull).max() < 1e-4


def test_the_best_of_a_hidden_taste_is_among_three() -> None:
    """The figure is measured by `bench/store_choices.py`; here it is only not far away."""
    chance = random.Random(5)

    def shelf() -> list[Option]:
        return [
            option(
                str(n),
                price=round(1000 * chance.lognormvariate(0, 0.25)),
                days=chance.choice((0, 1, 2, 5)),
                rating=chance.uniform(3, 5),
                brand=str(chance.randrange(4)),
            )
            for n in range(9)
        ]

    def worth(each: Option) -> float:
        return -9 * math.log(each.price) - 0.1 * each.days + stars(each) + (each.brand == "2")

    past = []
    for _ in range(25):
        there = shelf()
        bought = max(there, key=worth)
        past.append(Choice(tuple(likeness(o, there) for o in there), there.index(bought)))
    taste, hits = learnt(past), 0
    for _ in range(100):
        there = shelf()
        offered = choose(there, taste).offered
        hits += max(there, key=worth).id in {i for o in offered for i in (o.option.id, *o.alike)}
    assert hits >= 93


@given(
    st.lists(
        st.builds(
            Option,
            id=st.uuids().map(str),
            price=st.integers(1, 5000),
            size=st.sampled_from([1.0, 500.0, 1000.0]),
            size_unit=st.just("ml"),
            days=st.integers(0, 6),
            rating=st.none() | st.floats(0, 5),
            raters=st.integers(0, 500),
            brand=st.sampled_from("abc"),
        ),
        min_size=1,
        max_size=9,
        unique_by=lambda each: each.id,
    )
)
def test_everything_is_offered_left_or_dominated_and_what_dominates_is_there(
    there: list[Option],
) -> None:
    found = choose(there)
    shown = [i for each in (*found.offered, *found.left) for i in (each.option.id, *each.alike)]
    assert sorted([*shown, *found.dominated]) == sorted(each.id for each in there)
    assert not {*shown} & {*found.dominated}
    by_id = {each.id: each for each in there}
    for worse, better in found.dominated.items():
        one, other = by_id[worse], by_id[better]
        assert other.price <= one.price
        assert other.days <= one.days
        assert stars(other) >= stars(one)
    assert len(found.offered) <= 3
    assert sum(each.best for each in (*found.offered, *found.left)) == pytest.approx(1)


def test_nothing_paid_has_a_place() -> None:
    told = {each.name for kind in (Option, Likeness) for each in fields(kind)}
    assert not told & {"sponsored", "paid", "bid", "commission", "margin", "promoted", "ad"}
    assert told == {
        *(
            "id",
            "price",
            "goods",
            "size",
            "size_unit",
            "days",
            "rating",
            "raters",
            "brand",
            "kept",
            "times",
        ),
        "per_unit",
    }


def test_the_cheapest_is_so_in_the_price_that_is_told_as_well_as_in_all() -> None:
    sent = Option("sent", price=999, goods=650, size=9, size_unit="ml", days=2)
    free = Option("free", price=899, goods=947, size=9, size_unit="ml", days=3)
    reasons = {each.option.id: each.reasons for each in choose([sent, free]).offered}
    assert "cheapest" not in reasons["free"]
    told = {
        each.option.id: each.reasons for each in choose([sent, replace(free, goods=600)]).offered
    }
    assert "cheapest" in told["free"]
