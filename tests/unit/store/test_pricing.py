"""A basket priced as a whole: exact, explained, and honest where it cannot be had."""

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from assistant.core.money import Money
from assistant.store.goods.catalog import Seller
from assistant.store.market.offers import PriceBreak, PricePoint, SellerOffer, ShippingTerms
from assistant.store.pricing import (
    Demands,
    Impossible,
    PricedBasket,
    Shopping,
    Want,
    price_basket,
    solver,
)
from assistant.store.pricing import assign as assigning
from assistant.store.pricing.assign import assign
from assistant.store.pricing.model import Model, model_of
from assistant.store.pricing.problem import (
    Candidate,
    Fee,
    Problem,
    can_serve,
    tiers,
    undominated,
)
from assistant.store.pricing.solver import Solved

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()


def usd(cents: int) -> Money:
    return Money(cents, "USD")


class Stalls:
    """A market of a few offers."""

    def __init__(
        self, offers: Sequence[SellerOffer], terms: dict[str, ShippingTerms] | None = None
    ) -> None:
        self.offers = offers
        self._terms = terms or {}

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:
        return [o for o in self.offers if o.product_id == product_id and o.valid_at(now)]

    def terms(self, seller_id: str) -> ShippingTerms | None:
        return self._terms.get(seller_id)

    def seller(self, seller_id: str) -> Seller | None:
        return Seller(id=seller_id, names={}, delivery_days=2, cutoff=time(18), works_weekends=True)

    def sellers(self) -> Sequence[Seller]:
        return ()

    def price_history(self, of: str, since: datetime, now: datetime) -> Sequence[PricePoint]:  # noqa: ARG002
        return ()


def offer(
    product: str,
    seller: str,
    cents: int,
    *,
    days: int = 2,
    stock: int | None = None,
    minimum: int = 1,
    breaks: Sequence[tuple[int, int]] = (),
    **more: object,
) -> SellerOffer:
    return SellerOffer(
        id=f"{seller}:{product}:{more.get('condition', 'new')}",
        product_id=product,
        seller_id=seller,
        unit_price=usd(cents),
        breaks=tuple(PriceBreak(quantity, usd(price)) for quantity, price in breaks),
        stock=stock,
        minimum=minimum,
        delivery_days=days,
        **more,  # type: ignore[arg-type]
    )


def ships(per_order: int, per_item: int = 0, free_from: int | None = None) -> ShippingTerms:
    limit = None if free_from is None else usd(free_from)
    return ShippingTerms(per_order=usd(per_order), per_item=usd(per_item), free_from=limit)


def comes(sold: SellerOffer) -> date:
    return TODAY + timedelta(days=sold.delivery_days or 0)


def shopping(stalls: Stalls) -> Shopping:
    return Shopping(stalls, "USD", NOW, comes)


def priced(stalls: Stalls, *wants: Want, demands: Demands | None = None) -> PricedBasket:
    found = price_basket(wants, shopping(stalls), demands)
    assert isinstance(found, PricedBasket), found
    return found


def bought(basket: PricedBasket) -> set[tuple[str, str, int]]:
    return {(lot.product_id, lot.seller_id, lot.quantity) for lot in basket.lots}


# What is cheapest


def test_shipping_is_worth_more_than_the_lower_price() -> None:
    stalls = Stalls(
        [offer("egg", "a", 300), offer("egg", "b", 290), offer("tea", "a", 500)],
        {"a": ships(400), "b": ships(400)},
    )
    basket = priced(stalls, Want("egg"), Want("tea"))
    assert bought(basket) == {("egg", "a", 1), ("tea", "a", 1)}
    assert basket.total == usd(1200)
    assert basket.line_by_line == usd(290 + 500 + 800)
    assert basket.one_seller == usd(1200)
    assert basket.proved


def test_a_dearer_line_makes_shipping_free() -> None:
    stalls = Stalls(
        [offer("egg", "a", 1000), offer("tea", "a", 1000), offer("tea", "b", 900)],
        {"a": ships(499, free_from=2000)},
    )
    basket = priced(stalls, Want("egg"), Want("tea"))
    assert bought(basket) == {("egg", "a", 1), ("tea", "a", 1)}
    assert basket.total == usd(2000)
    assert basket.shipping == usd(0)


def test_a_line_is_split_where_the_cheap_ones_run_out() -> None:
    stalls = Stalls([offer("egg", "a", 100, stock=2), offer("egg", "b", 150)])
    basket = priced(stalls, Want("egg", 5))
    assert bought(basket) == {("egg", "a", 2), ("egg", "b", 3)}
    assert basket.total == usd(650)
    assert basket.one_seller == usd(750)


def test_a_line_is_split_so_that_two_parcels_are_sent_for_nothing() -> None:
    stalls = Stalls(
        [
            offer("egg", "a", 1000),
            offer("egg", "b", 1000),
            offer("x", "a", 100),
            offer("y", "b", 9),
        ],
        {"a": ships(900, free_from=2100), "b": ships(900, free_from=2009)},
    )
    basket = priced(stalls, Want("egg", 4), Want("x"), Want("y"))
    assert basket.shipping == usd(0)
    assert bought(basket) >= {("egg", "a", 2), ("egg", "b", 2)}


def test_quantity_breaks_and_least_quantities_are_kept() -> None:
    stalls = Stalls(
        [
            offer("egg", "a", 100, breaks=[(3, 80)]),
            offer("egg", "b", 70, minimum=4),
            offer("egg", "c", 99),
        ]
    )
    assert priced(stalls, Want("egg", 2)).total == usd(198)
    assert priced(stalls, Want("egg", 3)).total == usd(240)
    assert priced(stalls, Want("egg", 4)).total == usd(280)


def test_what_is_sent_by_the_piece_counts() -> None:
    stalls = Stalls([offer("egg", "a", 100), offer("egg", "b", 110)], {"a": ships(0, 20)})
    assert bought(priced(stalls, Want("egg", 3))) == {("egg", "b", 3)}


def test_the_same_product_twice_is_one_line() -> None:
    stalls = Stalls([offer("egg", "a", 100, breaks=[(2, 60)])])
    basket = priced(stalls, Want("egg"), Want("egg"))
    assert bought(basket) == {("egg", "a", 2)}
    assert basket.total == usd(120)


def test_a_market_of_one_needs_no_choice() -> None:
    basket = priced(Stalls([offer("egg", "a", 100)], {"a": ships(300)}), Want("egg"))
    assert basket.total == basket.one_seller == basket.line_by_line == usd(400)
    assert basket.proved


def test_used_goods_shops_outside_and_worthless_prices_are_never_bought() -> None:
    stalls = Stalls(
        [
            offer("egg", "a", 100, condition="used"),
            offer("egg", "b", 90, outside=True),
            offer("egg", "c", 0),
            offer("egg", "d", 80, valid_until=NOW),
            SellerOffer(id="e:egg", product_id="egg", seller_id="e", unit_price=Money(1, "KRW")),
            offer("egg", "f", 200),
        ]
    )
    assert bought(priced(stalls, Want("egg"))) == {("egg", "f", 1)}


# What is asked besides


def test_all_from_one_seller() -> None:
    stalls = Stalls(
        [
            offer("egg", "a", 100),
            offer("tea", "b", 100),
            offer("egg", "c", 300),
            offer("tea", "c", 300),
        ]
    )
    basket = priced(stalls, Want("egg"), Want("tea"), demands=Demands(one_seller=True))
    assert {lot.seller_id for lot in basket.lots} == {"c"}
    assert basket.total == usd(600)


def test_nothing_from_a_seller() -> None:
    stalls = Stalls([offer("egg", "a", 100), offer("egg", "b", 200)])
    basket = priced(stalls, Want("egg"), demands=Demands(without=frozenset({"a"})))
    assert bought(basket) == {("egg", "b", 1)}


def test_by_a_day() -> None:
    stalls = Stalls([offer("egg", "a", 100, days=5), offer("egg", "b", 200, days=1)])
    soon = Demands(by=TODAY + timedelta(days=2))
    basket = priced(stalls, Want("egg"), demands=soon)
    assert bought(basket) == {("egg", "b", 1)}
    assert basket.comes == TODAY + timedelta(days=1)


# What cannot be had


def refused(stalls: Stalls, *wants: Want, demands: Demands | None = None) -> Impossible:
    found = price_basket(wants, shopping(stalls), demands)
    assert isinstance(found, Impossible), found
    return found


@pytest.mark.parametrize(
    ("offers", "demands", "why"),
    [
        ([], Demands(), "not_sold"),
        ([offer("egg", "a", 100)], Demands(without=frozenset({"a"})), "not_from_them"),
        ([offer("egg", "a", 100, stock=0)], Demands(), "out_of_stock"),
        (
            [offer("egg", "a", 100, stock=1), offer("egg", "b", 1, stock=1)],
            Demands(),
            "out_of_stock",
        ),
        ([offer("egg", "a", 100, minimum=4)], Demands(), "minimum"),
        ([offer("egg", "a", 100, minimum=2, stock=2)], Demands(), "out_of_stock"),
    ],
)
def test_why_a_line_cannot_be_had(offers: list[SellerOffer], demands: Demands, why: str) -> None:
    found = refused(Stalls(offers), Want("egg", 3), demands=demands)
    assert [(each.product_id, each.why) for each in found.lacking] == [("egg", why)]
    assert found.nearest is None


def test_a_day_that_nobody_can_keep_is_told_with_the_nearest_that_can() -> None:
    stalls = Stalls(
        [
            offer("egg", "a", 100, days=4),
            offer("tea", "a", 100, days=1),
            offer("tea", "b", 100, days=6),
            offer("egg", "b", 100, days=3, stock=1),
        ]
    )
    found = refused(
        stalls, Want("egg", 2), Want("tea"), demands=Demands(by=TODAY + timedelta(days=2))
    )
    assert [(each.product_id, each.why) for each in found.lacking] == [("egg", "too_late")]
    assert found.nearest == TODAY + timedelta(days=4)


def test_the_nearest_day_on_which_one_seller_can() -> None:
    stalls = Stalls(
        [
            offer("egg", "a", 100, days=1),
            offer("tea", "b", 100, days=1),
            offer("egg", "c", 100, days=5),
            offer("tea", "c", 100, days=1),
        ]
    )
    demands = Demands(by=TODAY + timedelta(days=2), one_seller=True)
    found = refused(stalls, Want("egg"), Want("tea"), demands=demands)
    assert found.lacking == ()
    assert found.nearest == TODAY + timedelta(days=5)


def test_nobody_has_all_of_it() -> None:
    stalls = Stalls([offer("egg", "a", 100), offer("tea", "b", 100)])
    assert (
        refused(stalls, Want("egg"), Want("tea"), demands=Demands(one_seller=True)) == Impossible()
    )


def test_an_empty_basket_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        price_basket([], shopping(Stalls([])))


# One more, and shipping falls away


def test_one_more_of_what_is_in_the_basket_saves_the_shipping() -> None:
    stalls = Stalls(
        [offer("vinegar", "a", 299), offer("tea", "a", 1500)], {"a": ships(499, free_from=2000)}
    )
    more = priced(stalls, Want("vinegar"), Want("tea")).one_more
    assert more is not None
    assert (more.product_id, more.saved, more.total) == ("vinegar", usd(499), usd(299 * 2 + 1500))


def test_what_the_household_usually_buys_may_be_mentioned_and_nothing_else() -> None:
    stalls = Stalls(
        [offer("tea", "a", 1800), offer("salt", "a", 250), offer("sugar", "a", 240)],
        {"a": ships(499, free_from=2000)},
    )
    assert priced(stalls, Want("tea")).one_more is None
    found = price_basket([Want("tea")], shopping(stalls), usual=["salt"])
    assert isinstance(found, PricedBasket)
    assert found.one_more is not None
    assert found.one_more.product_id == "salt"


def test_one_more_that_costs_much_more_than_it_saves_is_not_mentioned() -> None:
    stalls = Stalls([offer("tea", "a", 1800)], {"a": ships(499, free_from=2000)})
    assert priced(stalls, Want("tea")).one_more is None


def test_one_more_that_is_not_there_is_not_mentioned() -> None:
    stalls = Stalls([offer("tea", "a", 300, stock=1)], {"a": ships(499, free_from=500)})
    assert priced(stalls, Want("tea")).one_more is None


# Parts


def test_an_offer_that_is_never_better_is_left_out() -> None:
    def candidate(name: str, cents: int, **more: int) -> Candidate:
        sold = SellerOffer(id=name, product_id="p", seller_id="a", unit_price=usd(cents), **more)  # type: ignore[arg-type]
        return Candidate(0, 0, sold, tiers(sold, 3))

    cheap, dear = candidate("cheap", 100), candidate("dear", 101)
    few, same = candidate("few", 90, stock=1), candidate("same", 100)
    kept = {each.offer.id for each in undominated([dear, cheap, few, same])}
    assert kept == {"cheap", "few"}


@pytest.mark.parametrize(("wanted", "possible"), [(1, False), (2, True), (5, True), (7, False)])
def test_least_quantities_leave_gaps(wanted: int, possible: bool) -> None:  # noqa: FBT001
    sold = [offer("egg", "a", 100, minimum=2, stock=2), offer("egg", "b", 100, minimum=3, stock=3)]
    able = [Candidate(0, n, each, tiers(each, wanted)) for n, each in enumerate(sold)]
    assert can_serve(wanted, [each for each in able if each.tiers]) is possible


# Exactness


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A few lines and sellers with every kind of term."""
    lines, sellers = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    quantities = tuple(draw(st.integers(1, 3)) for _ in range(lines))
    fees = tuple(
        Fee(
            draw(st.integers(0, 400)),
            draw(st.integers(0, 60)),
            draw(st.none() | st.integers(1, 1500)),
        )
        for _ in range(sellers)
    )
    candidates = []
    for line, seller in itertools.product(range(lines), range(sellers)):
        for copy in range(draw(st.integers(0, 2))):
            price = draw(st.integers(50, 400))
            breaks = draw(st.lists(st.tuples(st.integers(2, 3), st.integers(30, 400)), max_size=1))
            sold = SellerOffer(
                id=f"{line}-{seller}-{copy}",
                product_id=str(line),
                seller_id=str(seller),
                unit_price=usd(price),
                breaks=tuple(PriceBreak(quantity, usd(each)) for quantity, each in breaks),
                stock=draw(st.none() | st.integers(0, 3)),
                minimum=draw(st.sampled_from([1, 1, 1, 2, 3])),
            )
            if found := tiers(sold, quantities[line]):
                candidates.append(Candidate(line, seller, sold, found))
    names = tuple(str(seller) for seller in range(sellers))
    return Problem(quantities, tuple(undominated(candidates)), names, fees)


def everything(problem: Problem) -> Iterator[int]:
    """What every possible choice costs."""
    ways: list[list[dict[int, int]]] = []
    for line, wanted in enumerate(problem.quantities):
        mine = [n for n, each in enumerate(problem.candidates) if each.line == line]
        counts = itertools.product(
            *(range(min(wanted, problem.candidates[n].most) + 1) for n in mine)
        )
        ways.append(
            [
                dict(zip(mine, each, strict=True))
                for each in counts
                if sum(each) == wanted
                and all(
                    not count or problem.candidates[n].price(count) is not None
                    for n, count in zip(mine, each, strict=True)
                )
            ]
        )
    for chosen in itertools.product(*ways):
        taken = [0] * len(problem.candidates)
        for way in chosen:
            for number, count in way.items():
                taken[number] = count
        yield problem.cost(tuple(taken))


@settings(max_examples=300)
@given(problems())
def test_the_choice_is_the_cheapest_of_all(problem: Problem) -> None:
    costs = list(everything(problem))
    found = assign(problem, 20)
    if not costs:
        assert found is None
        return
    assert found is not None
    assert problem.serves(found.taken)
    assert problem.cost(found.taken) == found.cost == min(costs)
    assert found.proved


def test_a_search_that_proves_nothing_ends_once_all_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However little a solver knows of the bound: time alone shall not end it."""
    looked: list[int] = []

    def knows_nothing(model: Model, below: int, seconds: float) -> Solved:
        del model, seconds
        looked.append(below)
        return Solved(None, -math.inf)

    problem = of_middle_size(3)
    monkeypatch.setattr(solver, "solve", knows_nothing)
    found = assign(problem, 30)
    assert found is not None
    assert not found.proved
    assert looked[-1] == found.cost
    assert len(looked) < 20


def test_a_line_whose_second_piece_is_dearer_is_not_part_paid_for_and_part_free() -> None:
    """A seller that ships free from a cent on stands in the programme twice."""
    cheap, dearer = offer("0", "b", 50), offer("1", "a", 50, breaks=[(2, 51)])
    candidates = (
        Candidate(0, 1, cheap, tuple(tiers(cheap, 1))),
        Candidate(1, 0, dearer, tuple(tiers(dearer, 2))),
    )
    fees = (Fee(per_order=0, per_item=1, free_from=1), Fee(per_order=0, per_item=0, free_from=None))
    found = assign(Problem((1, 2), candidates, ("a", "b"), fees), 20)
    assert found is not None
    assert found.cost == 50 + 2 * 51
    assert found.proved


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["egg", "tea"]),
            st.sampled_from(["a", "b", "c"]),
            st.integers(50, 400),
            st.integers(1, 5),
        ),
        max_size=8,
        unique_by=lambda each: each[:2],
    ),
    st.integers(1, 3),
    st.integers(1, 5),
    st.sampled_from(["", "a", "b"]),
    st.booleans(),
)
def test_what_is_demanded_is_obeyed_and_what_is_told_adds_up(
    sold: list[tuple[str, str, int, int]],
    eggs: int,
    days: int,
    without: str,
    one_seller: bool,  # noqa: FBT001
) -> None:
    stalls = Stalls(
        [offer(product, seller, cents, days=away) for product, seller, cents, away in sold],
        {"a": ships(300, free_from=700), "b": ships(0, 40)},
    )
    by = TODAY + timedelta(days=days)
    demands = Demands(by, one_seller=one_seller, without=frozenset({without}))
    wants = [Want("egg", eggs), Want("tea")]
    found = price_basket(wants, shopping(stalls), demands)
    if isinstance(found, Impossible):
        assert found.nearest is None or found.nearest > by
        return
    assert found.proved
    assert found.comes <= by
    assert without not in {lot.seller_id for lot in found.lots}
    assert not one_seller or len(found.parcels) == 1
    assert {lot.product_id: lot.quantity for lot in found.lots if lot.product_id == "tea"} == {
        "tea": 1
    }
    assert sum(lot.quantity for lot in found.lots if lot.product_id == "egg") == eggs
    goods = sum(lot.quantity * lot.unit_price.minor for lot in found.lots)
    assert goods + found.shipping.minor == found.total.minor
    for parcel in found.parcels:
        if parcel.seller_id == "a":
            assert parcel.shipping == usd(0 if parcel.goods.minor >= 700 else 300)


def of_middle_size(seed: int) -> Problem:
    """A dozen lines, eight sellers and every kind of term."""
    chance = random.Random(seed)
    quantities = tuple(chance.choice((1, 1, 2, 3, 4)) for _ in range(12))
    fees = tuple(
        Fee(
            chance.choice((0, 300, 500, 700)),
            chance.choice((0, 0, 0, 40)),
            chance.choice((None, chance.randint(1500, 5000))),
        )
        for _ in range(8)
    )
    candidates = []
    for line, wanted in enumerate(quantities):
        base = chance.lognormvariate(6.5, 0.6)
        for seller in range(len(fees)):
            price = round(base * chance.lognormvariate(0, 0.12))
            sold = SellerOffer(
                id=f"{line}-{seller}",
                product_id=str(line),
                seller_id=str(seller),
                unit_price=usd(price),
                breaks=(PriceBreak(2, usd(round(0.93 * price))),) if chance.random() < 0.3 else (),
                stock=chance.choice((None, None, None, 2)),
                minimum=chance.choice((1, 1, 1, 2)) if seller else 1,
            )
            if (found := tiers(sold, wanted)) and (not seller or chance.random() < 0.7):
                candidates.append(Candidate(line, seller, sold, found))
    names = tuple(str(seller) for seller in range(len(fees)))
    return Problem(quantities, tuple(undominated(candidates)), names, fees)


@pytest.mark.parametrize(
    ("nearest", "room"), [(assigning.NEAREST, assigning.ROOM), (1e-5, 1e-4), (0.01, 0.004)]
)
@pytest.mark.parametrize("seed", range(25))
def test_a_basket_of_middle_size_costs_what_the_whole_programme_says(
    seed: int, nearest: float, room: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a solver that is given all of it at once, however near it is looked at first."""
    monkeypatch.setattr(assigning, "NEAREST", nearest)
    monkeypatch.setattr(assigning, "ROOM", room)
    problem = of_middle_size(seed)
    model = model_of(problem)
    rows = csr_array((model.values, model.index, model.starts))
    solved = milp(
        model.costs,
        integrality=np.ones(len(model.costs)),
        bounds=Bounds(0, model.upper),
        constraints=LinearConstraint(rows, model.row_lower, model.row_upper),
        options={"mip_rel_gap": 0.0},
    )
    found = assign(problem, 20)
    assert (found is None) == (solved.fun is None)
    assert found is None or (found.proved and found.cost == round(solved.fun))


@settings(max_examples=100)
@given(problems())
def test_the_search_alone_is_honest_about_its_bound(problem: Problem) -> None:
    costs = list(everything(problem))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(solver, "highspy", None)
        found = assign(problem, 20)
    if not costs:
        assert found is None
        return
    assert found is not None
    assert found.bound <= min(costs) <= found.cost == problem.cost(found.taken)


def test_a_basket_of_two_hundred_lines_is_priced_with_a_bound() -> None:
    stalls = Stalls(
        [
            offer(str(line), str(seller), 200 + (line * 37 + seller * 101) % 400)
            for line in range(200)
            for seller in range(8)
        ],
        {str(seller): ships(500, free_from=6000 + 500 * seller) for seller in range(8)},
    )
    basket = price_basket(
        [Want(str(line), 1 + line % 3) for line in range(200)], shopping(stalls), seconds=0.3
    )
    assert isinstance(basket, PricedBasket)
    assert sum(lot.quantity for lot in basket.lots) == sum(1 + line % 3 for line in range(200))
    assert basket.bound <= basket.total
    assert basket.bound.minor > 0.9 * basket.total.minor
