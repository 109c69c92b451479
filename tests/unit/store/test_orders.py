from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.messages import (
    AnyRequest,
    CancelOrder,
    LineRequest,
    ListOrders,
    Order,
    OrderState,
    PlaceOrder,
    PressSlot,
    ReportLevel,
    Role,
)
from assistant.core.money import Money
from assistant.store.delivery.days import promised_days
from assistant.store.delivery.fulfilment import OPEN, Change, HistoryEntry, Ids, Taken
from assistant.store.goods.catalog import Seller
from assistant.store.household.limits import Spent
from assistant.store.household.replenish import Slot
from assistant.store.market.offers import Offer
from assistant.store.market.stock_left import Sale
from assistant.store.orders.decision import Decision, Effect, HouseholdRules, Situation
from assistant.store.orders.requests import decide
from assistant.store.orders.survey import Survey

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)  # a Monday
RULES = HouseholdRules(zone=UTC, cancel_window=timedelta(minutes=30))
QUICK = Seller(id="quick", names={}, delivery_days=1, cutoff=time(18), works_weekends=True)
SLOW = Seller(id="slow", names={}, delivery_days=3, cutoff=time(18), works_weekends=True)
TIDE = Offer("tide", {"en": "Tide Pods"}, Money(1999, "USD"), QUICK)
VINEGAR = Offer("vinegar", {"en": "Vinegar"}, Money(349, "USD"), SLOW)
OFFERS = {"tide": TIDE, "vinegar": VINEGAR}
SLOT = Slot("washer", "detergent", "tide", 2, threshold_fraction=0.25, ceiling=Money(2500, "USD"))


class FakeShop:
    """Offers and books in memory."""

    def __init__(
        self, *orders: Order, slot: Slot | None = SLOT, offers: Mapping[str, Offer] = OFFERS
    ) -> None:
        self._orders = orders
        self._slot = slot
        self._offers = offers

    def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
        """See `Offers`."""
        offer = self._offers.get(product_id)
        return offer if offer and seller_id in (None, offer.seller.id) else None

    def sellers_of(self, product_id: str) -> tuple[str, ...]:  # noqa: ARG002
        """Nobody else has it."""
        return ()

    def slot(self, device_id: str, slot: str) -> Slot | None:
        """See `Books`."""
        mine = self._slot
        return mine if mine and (mine.device_id, mine.slot) == (device_id, slot) else None

    def running_order(self, device_id: str, slot: str, *, test: bool = False) -> Order | None:
        """See `Books`."""
        wanted = (device_id, slot, test)
        running = (order for order in self._orders if order.state in OPEN)
        return next((o for o in running if (o.device_id, o.slot, o.test) == wanted), None)

    def running_tests(self, device_id: str) -> tuple[Order, ...]:
        """See `Books`."""
        running = (order for order in self._orders if order.test and order.state in OPEN)
        return tuple(order for order in running if order.device_id == device_id)

    def role(self, device_id: str) -> Role | None:
        """See `Books`."""
        return "owner" if device_id == "owner" else None

    def stock(self, product_id: str) -> Mapping[str, int]:  # noqa: ARG002
        """Nothing is counted."""
        return {}

    def sales(self, product_id: str | None = None, but: str | None = None) -> Sequence[Sale]:  # noqa: ARG002
        """Nothing was bought."""
        return ()

    def took(self, order_id: str) -> Sequence[Taken]:  # noqa: ARG002
        """Nothing is counted."""
        return ()

    def rules(self) -> Mapping[str, str]:
        """The household has no rules."""
        return {}

    def spent(self, since: datetime, device_id: str | None = None) -> Spent:  # noqa: ARG002
        """Nothing was bought."""
        return Spent()

    def order(self, order_id: str) -> Order | None:
        """See `Books`."""
        return next((order for order in self._orders if order.order_id == order_id), None)

    def history(self, order_id: str) -> tuple[HistoryEntry, ...]:  # noqa: ARG002
        """Nothing has happened yet."""
        return ()

    def orders(self, limit: int, *, open_only: bool = False) -> tuple[Order, ...]:
        """See `Books`."""
        newest = reversed(self._orders)
        return tuple(order for order in newest if not open_only or order.state in OPEN)[:limit]


def numbers() -> Ids:
    def named(prefix: str) -> Iterator[str]:
        return (f"{prefix}{number}" for number in count(1))

    orders, events = named("A"), named("E")
    return Ids(lambda: next(orders), lambda: next(events))


def decided(request: AnyRequest, shop: FakeShop | None = None, now: datetime = NOW) -> Decision:
    shop = shop or FakeShop()
    situation = Survey(shop, shop, RULES, now, promised_days).of(request)
    return decide(request, situation, RULES, now, numbers())


def changes(decision: Decision) -> list[Effect]:
    return [effect for effect in decision.effects if isinstance(effect, Change)]


def place(*lines: LineRequest, at: datetime = NOW) -> PlaceOrder:
    return PlaceOrder(request_id="r1", device_id="kitchen", at=at, lines=lines)


def press(slot: str = "detergent") -> PressSlot:
    return PressSlot(request_id="r1", device_id="washer", at=NOW, slot=slot)


def level(remaining: float) -> ReportLevel:
    return ReportLevel(
        request_id="r1",
        device_id="washer",
        at=NOW,
        slot="detergent",
        remaining=remaining,
        capacity=100,
        unit="%",
    )


def cancel(order_id: str | None = None) -> CancelOrder:
    return CancelOrder(request_id="c1", device_id="kitchen", at=NOW, order_id=order_id)


def an_order(shop: FakeShop | None = None) -> Order:
    order = decided(press(), shop).answer.order
    assert order is not None
    return order


def test_several_lines_become_one_order_at_todays_prices() -> None:
    decision = decided(
        place(LineRequest(product_id="tide"), LineRequest(product_id="vinegar", quantity=2))
    )
    order = decision.answer.order
    assert order is not None
    assert decision.answer.status == "placed"
    assert order.total == Money(1999 + 2 * 349, "USD")
    assert [line.quantity for line in order.lines] == [1, 2]
    assert order.state == "placed"
    assert order.origin == "voice"
    assert order.cancel_until == NOW + timedelta(minutes=30)
    assert order.delivery == date(2026, 1, 8)  # the slower seller's day


def test_an_order_is_an_event_with_the_order_in_it() -> None:
    decision = decided(place(LineRequest(product_id="tide")))
    (change,) = decision.effects
    assert isinstance(change, Change)
    assert change.event.event == "OrderPlaced"
    assert change.event.event_id == "E1"
    assert change.event.order == decision.answer.order
    assert change.due_at == NOW + timedelta(minutes=30)


def refusal(request: AnyRequest, shop: FakeShop | None = None, now: datetime = NOW) -> str:
    decision = decided(request, shop, now)
    assert decision.answer.status == "refused"
    assert changes(decision) == []
    assert decision.answer.reason is not None
    return decision.answer.reason


def test_an_unknown_product_is_refused() -> None:
    asked = place(LineRequest(product_id="tide"), LineRequest(product_id="gold"))
    assert refusal(asked) == "unknown_product: gold is not sold"


def held(request: AnyRequest, shop: FakeShop | None = None) -> str:
    answer = decided(request, shop).answer
    assert answer.status == "held"
    assert answer.order is not None
    assert answer.order.state == "held"
    assert answer.order.held_because == answer.reason
    assert answer.reason is not None
    return answer.reason


def test_a_dearer_price_than_told_is_held() -> None:
    told = place(LineRequest(product_id="tide", told_unit_price=Money(1998, "USD")))
    assert held(told) == "price_changed: it costs 19.99 USD now, not 19.98 USD"


def test_a_price_told_in_another_currency_is_refused() -> None:
    told = place(LineRequest(product_id="tide", told_unit_price=Money(30000, "KRW")))
    assert refusal(told).startswith("other_currency:")


@pytest.mark.parametrize("told", [1999, 2500])
def test_a_price_as_told_or_lower_is_charged_as_it_is(told: int) -> None:
    asked = place(LineRequest(product_id="tide", told_unit_price=Money(told, "USD")))
    order = decided(asked).answer.order
    assert order is not None
    assert order.total == Money(1999, "USD")


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (NOW - timedelta(days=7, seconds=1), "too_old"),
        (NOW + timedelta(minutes=10, seconds=1), "from_the_future"),
    ],
)
def test_requests_from_another_time_are_refused(at: datetime, code: str) -> None:
    assert refusal(place(LineRequest(product_id="tide"), at=at)).startswith(f"{code}: ")


@pytest.mark.parametrize("ago", [timedelta(days=7), -timedelta(minutes=10), timedelta()])
def test_requests_of_a_device_that_was_away_are_honoured(ago: timedelta) -> None:
    asked = place(LineRequest(product_id="tide"), at=NOW - ago)
    assert decided(asked).answer.status == "placed"


def test_a_press_orders_what_the_slot_stands_for() -> None:
    order = an_order()
    assert (order.origin, order.slot, order.device_id) == ("press", "detergent", "washer")
    assert order.total == Money(2 * 1999, "USD")


def test_an_unknown_slot_is_refused() -> None:
    assert refusal(press("rinse")) == "unknown_slot: washer has no slot rinse"


def test_a_slot_without_a_product_on_sale_is_refused() -> None:
    assert refusal(press(), FakeShop(offers={})).startswith("unknown_product: tide")


def test_a_price_above_the_slots_ceiling_is_held() -> None:
    dear = {"tide": Offer("tide", {}, Money(2501, "USD"), QUICK)}
    assert held(press(), FakeShop(offers=dear)) == (
        "above_ceiling: it costs 25.01 USD, the slot allows 25.00 USD"
    )


def test_a_ceiling_in_another_currency_allows_nothing() -> None:
    won = {"tide": Offer("tide", {}, Money(1, "KRW"), QUICK)}
    assert held(press(), FakeShop(offers=won)).startswith("above_ceiling:")


@pytest.mark.parametrize("again", [press(), level(10)])
def test_a_slot_has_one_running_order(again: AnyRequest) -> None:
    running = an_order()
    decision = decided(again, FakeShop(running))
    assert decision.answer.status == "in_progress"
    assert decision.answer.order == running
    assert changes(decision) == []


def test_a_low_level_orders_and_is_kept() -> None:
    decision = decided(level(25))
    assert decision.answer.status == "placed"
    assert decision.answer.order is not None
    assert decision.answer.order.origin == "level"
    assert level(25) in decision.effects


def test_a_high_level_is_noted_and_kept() -> None:
    decision = decided(level(26))
    assert decision.answer.status == "noted"
    assert decision.effects == (level(26),)


def test_a_level_that_comes_late_is_noted_and_not_kept() -> None:
    known = Slot("washer", "detergent", "tide", 2, 0.25, level_at=NOW + timedelta(seconds=1))
    decision = decided(level(1), FakeShop(slot=known))
    assert decision.answer.status == "noted"
    assert decision.effects == ()


def test_the_last_open_order_is_cancelled() -> None:
    first = an_order()
    second = msgspec.structs.replace(first, order_id="A2")
    ended = msgspec.structs.replace(first, order_id="A3", state="cancelled")
    decision = decided(cancel(), FakeShop(first, second, ended))
    assert decision.answer.status == "cancelled"
    assert decision.answer.order == msgspec.structs.replace(second, state="cancelled")
    (change,) = decision.effects
    assert isinstance(change, Change)
    assert change.event.event == "OrderCancelled"
    assert change.due_at is None


def test_an_order_is_cancelled_by_its_id() -> None:
    first = an_order()
    second = msgspec.structs.replace(first, order_id="A2")
    answer = decided(cancel("A1"), FakeShop(first, second)).answer
    assert answer.order is not None
    assert (answer.status, answer.order.order_id) == ("cancelled", "A1")


def test_the_window_to_cancel_ends() -> None:
    order = an_order()
    in_time, too_late = NOW + timedelta(minutes=30), NOW + timedelta(minutes=30, seconds=1)
    assert decided(cancel(), FakeShop(order), in_time).answer.status == "cancelled"
    decision = decided(cancel(), FakeShop(order), too_late)
    assert (decision.answer.status, decision.answer.order) == ("too_late", order)
    assert changes(decision) == []


def test_what_has_shipped_cannot_be_cancelled() -> None:
    shipped = msgspec.structs.replace(an_order(), state="shipped")
    assert decided(cancel(), FakeShop(shipped)).answer.status == "too_late"


def test_an_order_takes_the_place_of_another() -> None:
    first = msgspec.structs.replace(an_order(), order_id="A7")
    decision = decided(instead_of(first), FakeShop(first))
    assert decision.answer.status == "placed"
    assert decision.answer.order is not None
    assert decision.answer.order.instead_of == "A7"
    happened = [each.event.event for each in decision.effects if isinstance(each, Change)]
    assert happened == ["OrderCancelled", "OrderPlaced"]


@pytest.mark.parametrize("state", ["shipped", "delivered", "cancelled", "returned"])
def test_what_cannot_be_cancelled_is_not_replaced(state: OrderState) -> None:
    first = msgspec.structs.replace(an_order(), state=state)
    decision = decided(instead_of(first), FakeShop(first))
    assert (decision.answer.status, decision.answer.order) == ("refused", first)
    assert (decision.answer.reason or "").startswith("not_changeable: A1 is ")
    assert decision.effects == ()


def test_an_order_is_replaced_as_long_as_it_can_be_cancelled() -> None:
    """The courier may not have moved it on yet: what counts is the window, not the state."""
    first = an_order()
    in_time, too_late = NOW + timedelta(minutes=30), NOW + timedelta(minutes=30, seconds=1)
    assert decided(instead_of(first), FakeShop(first), in_time).answer.status == "placed"
    decision = decided(instead_of(first), FakeShop(first), too_late)
    assert (decision.answer.status, decision.answer.order) == ("refused", first)
    assert (decision.answer.reason or "").startswith("not_changeable: A1 is placed and can no")
    assert decision.effects == ()


def test_a_test_is_not_replaced_by_what_is_bought() -> None:
    test = msgspec.structs.replace(an_order(), test=True)
    decision = decided(instead_of(test), FakeShop(test))
    assert (decision.answer.status, decision.answer.order) == ("refused", test)
    assert decision.effects == ()


def instead_of(order: Order) -> PlaceOrder:
    request = place(LineRequest(product_id="vinegar"))
    return msgspec.structs.replace(request, instead_of=order.order_id)


def test_there_may_be_nothing_to_cancel() -> None:
    cancelled = msgspec.structs.replace(an_order(), state="cancelled")
    assert decided(cancel(), FakeShop()).answer.status == "nothing_to_cancel"
    assert decided(cancel("A9"), FakeShop(cancelled)).answer.status == "nothing_to_cancel"
    assert decided(cancel("A1"), FakeShop(cancelled)).answer.status == "nothing_to_cancel"


def test_orders_are_listed_newest_first() -> None:
    first = an_order()
    second = msgspec.structs.replace(first, order_id="A2", state="delivered")
    asked = ListOrders(request_id="l1", device_id="kitchen", at=NOW)
    assert decided(asked, FakeShop(first, second)).answer.orders == (second, first)
    only_open = msgspec.structs.replace(asked, open_only=True)
    assert decided(only_open, FakeShop(first, second)).answer.orders == (first,)


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(OFFERS)), st.integers(1, 999)), min_size=1, max_size=50
    )
)
def test_the_total_is_the_sum_of_the_lines(wanted: list[tuple[str, int]]) -> None:
    request = place(*(LineRequest(product_id=what, quantity=many) for what, many in wanted))
    order = decided(request).answer.order
    assert order is not None
    assert order.total.minor == sum(OFFERS[what].unit_price.minor * many for what, many in wanted)


def test_a_total_does_not_mix_currencies() -> None:
    foreign = Offer("soap", {}, Money(900, "KRW"), QUICK)
    lines = (LineRequest(product_id="tide"), LineRequest(product_id="soap"))
    answer = decided(place(*lines), FakeShop(offers=OFFERS | {"soap": foreign})).answer
    assert answer.reason == "other_currency: one order is paid in one of KRW, USD"


def test_a_decision_depends_on_nothing_but_its_arguments() -> None:
    request, situation = (
        press(),
        Situation(
            None, {("tide", None): TIDE}, {"quick": promised_days(QUICK, NOW, UTC)}, slot=SLOT
        ),
    )
    first = decide(request, situation, RULES, NOW, numbers())
    assert decide(request, situation, RULES, NOW, numbers()) == first


def test_no_more_is_sold_than_a_seller_says_it_has() -> None:
    few = Offer("tide", {"en": "Tide Pods"}, Money(1999, "USD"), QUICK, stock=2)
    shop = FakeShop(offers={"tide": few})
    two = LineRequest(product_id="tide", quantity=2)
    assert decided(place(two), shop).answer.status == "placed"
    for lines in ((LineRequest(product_id="tide", quantity=3),), (two, two)):
        answer = decided(place(*lines), shop).answer
        assert (answer.status, answer.reason) == (
            "refused",
            "out_of_stock: tide: only 2 left at quick",
        )
