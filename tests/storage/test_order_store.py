"""What every order store does, whatever keeps the data: one abstract test, run on each storage."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.core.messages import (
    Answer,
    AnyRequest,
    CancelOrder,
    LineRequest,
    ListOrders,
    OrderEvent,
    PlaceOrder,
    PressSlot,
    ReportLevel,
)
from assistant.core.money import Money
from assistant.store.household.history import PastPurchase
from assistant.store.household.limits import Spent
from assistant.store.orders.order_store import OrderStore, Shop
from tests.storage.storages import SLOT, Storage

Place = Callable[..., AnyRequest]


def press(request_id: str, at: datetime) -> PressSlot:
    return PressSlot(request_id=request_id, device_id="washer", at=at, slot="detergent")


def level(request_id: str, at: datetime, remaining: float) -> ReportLevel:
    return ReportLevel(
        request_id=request_id,
        device_id="washer",
        at=at,
        slot="detergent",
        remaining=remaining,
        capacity=100,
        unit="%",
    )


def order_ids(answers: list[Answer]) -> list[str]:
    return [answer.order.order_id if answer.order else "" for answer in answers]


def test_what_was_answered_is_there_after_reopening(
    storage: Storage, store: OrderStore, shop: Shop, now: datetime
) -> None:
    lines = (
        LineRequest(product_id="tide"),
        LineRequest(product_id="vinegar", quantity=3, told_unit_price=Money(400, "USD")),
    )
    asked = PlaceOrder(request_id="r1", device_id="kitchen", at=now, lines=lines)
    (answer,) = store.handle_batch([asked], shop.decide, now)
    store.close()
    reopened = storage.open()
    assert answer.order is not None
    assert reopened.order(answer.order.order_id) == answer.order
    assert reopened.orders(10) == (answer.order,)
    reopened.close()


def test_order_ids_run_on(
    storage: Storage, store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    first = store.handle_batch([place("r1"), place("r2")], shop.decide, now)
    store.close()
    reopened = storage.open()
    second = reopened.handle_batch([place("r3")], shop.decide, now)
    reopened.close()
    assert order_ids(first + second) == ["A1001", "A1002", "A1003"]


def test_a_repeat_gets_the_first_answer(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    (first,) = store.handle_batch([place("r1")], shop.decide, now)
    cancel = CancelOrder(request_id="c1", device_id="kitchen", at=now)
    store.handle_batch([cancel], shop.decide, now)
    (again,) = store.handle_batch([place("r1")], shop.decide, now + timedelta(days=30))
    assert again == first
    assert len(store.orders(10)) == 1


def test_a_repeat_in_the_same_batch_too(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    batch = [place("r1"), place("r2"), place("r1")]
    first, _, again = store.handle_batch(batch, shop.decide, now)
    assert again == first
    assert len(store.orders(10)) == 2


def test_refusals_are_repeated_as_well(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    (refused,) = store.handle_batch([place("r1", "gold")], shop.decide, now)
    assert refused.status == "refused"
    assert store.handle_batch([place("r1", "gold")], shop.decide, now) == [refused]


def test_an_id_with_other_contents_is_refused(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    batch = [place("r1"), place("r1", "vinegar")]
    first, other = store.handle_batch(batch, shop.decide, now)
    assert (first.status, other.status) == ("placed", "refused")
    assert other.reason is not None
    assert other.reason.startswith("request_id_reused:")
    assert store.handle_batch([place("r1")], shop.decide, now) == [first]


def test_the_same_id_of_another_device_is_another_request(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    batch = [place("r1"), place("r1", device_id="hall")]
    assert order_ids(store.handle_batch(batch, shop.decide, now)) == ["A1001", "A1002"]


@given(numbers=st.lists(st.integers(0, 8), max_size=30), sizes=st.lists(st.integers(1, 7)))
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_however_requests_repeat_each_is_one_order(  # noqa: PLR0917 - hypothesis gives by name
    storage: Storage,
    shop: Shop,
    now: datetime,
    place: Place,
    numbers: list[int],
    sizes: list[int],
) -> None:
    store = storage.another().open()
    answers: dict[int, set[str]] = {}
    while numbers:
        size = sizes.pop() if sizes else len(numbers)
        batch, numbers = numbers[:size], numbers[size:]
        requests = [place(f"r{number}") for number in batch]
        ids = order_ids(store.handle_batch(requests, shop.decide, now))
        for number, order_id in zip(batch, ids, strict=True):
            answers.setdefault(number, set()).add(order_id)
    assert all(len(ids) == 1 for ids in answers.values())
    assert len(store.orders(50)) == len(answers)
    store.close()


def test_a_slot_has_one_running_order_even_within_a_batch(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    answers = store.handle_batch([press("p1", now), press("p2", now)], shop.decide, now)
    assert [answer.status for answer in answers] == ["placed", "in_progress"]
    assert answers[1].order == answers[0].order == store.running_order("washer", "detergent")


def test_a_slot_orders_again_after_cancelling(store: OrderStore, shop: Shop, now: datetime) -> None:
    cancel = CancelOrder(request_id="c1", device_id="kitchen", at=now)
    batch: list[AnyRequest] = [press("p1", now), cancel, press("p2", now)]
    answers = store.handle_batch(batch, shop.decide, now)
    assert [answer.status for answer in answers] == ["placed", "cancelled", "placed"]


def test_levels_are_kept_and_late_ones_ignored(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    earlier = now - timedelta(hours=1)
    batch = [level("l1", now, 80), level("l2", earlier, 5)]
    answers = store.handle_batch(batch, shop.decide, now)
    assert [answer.status for answer in answers] == ["noted", "noted"]
    kept = store.slot("washer", "detergent")
    assert kept is not None
    assert kept.level_at == now


def test_questions_are_answered_anew(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    ask = ListOrders(request_id="l1", device_id="kitchen", at=now)
    before, placed, after = store.handle_batch([ask, place("r1"), ask], shop.decide, now)
    assert before.orders == ()
    assert after.orders == (placed.order,)


def test_a_history_explains_an_order(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    store.handle_batch([place("r1"), place("r2")], shop.decide, now)
    later = now + timedelta(minutes=5)
    cancel = CancelOrder(request_id="c1", device_id="hall", at=now, order_id="A1001")
    store.handle_batch([cancel], shop.decide, later)
    assert [(entry.event, entry.at, entry.cause) for entry in store.history("A1001")] == [
        ("OrderPlaced", now, "kitchen/r1"),
        ("OrderCancelled", later, "hall/c1"),
    ]
    assert store.history("nonsense") == ()


def test_orders_move_on_by_themselves(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    store.handle_batch([place("r1"), press("p1", now)], shop.decide, now)
    assert store.advance_due(shop.step, now) == 0
    assert store.advance_due(shop.step, now + timedelta(minutes=31)) == 2
    assert store.advance_due(shop.step, now + timedelta(minutes=31)) == 0
    assert {order.state for order in store.orders(10, open_only=True)} == {"confirmed"}
    later = now + timedelta(days=2)
    assert store.advance_due(shop.step, later, limit=1) == 1
    while store.advance_due(shop.step, later):
        later += timedelta(hours=3)
    assert store.orders(10, open_only=True) == ()
    assert store.running_order("washer", "detergent") is None
    assert [entry.event for entry in store.history("A1001")] == [
        "OrderPlaced",
        "OrderConfirmed",
        "OrderPacked",
        "ItemShipped",
        "Delivered",
    ]
    assert store.audit() == ()


def test_the_outbox_holds_events_until_they_are_published(
    storage: Storage, store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    answers = store.handle_batch([place("r1"), place("r2")], shop.decide, now)
    first, second = store.unpublished()
    assert isinstance(first, OrderEvent)
    assert isinstance(second, OrderEvent)
    assert [first.order, second.order] == [answer.order for answer in answers]
    assert store.unpublished(limit=1) == (first,)
    assert store.unpublished(after=first.event_id) == (second,)
    store.mark_published([first.event_id])
    store.close()
    reopened = storage.open()
    assert reopened.unpublished() == (second,)
    reopened.handle_batch([place("r3")], shop.decide, now)
    ids = [event.event_id for event in reopened.unpublished()]
    assert len({first.event_id, *ids}) == 3
    reopened.close()


def test_purchases_count_orders_but_not_cancelled_ones(
    storage: Storage, shop: Shop, now: datetime, place: Place
) -> None:
    store = storage.open()
    long_ago = now - timedelta(days=40)
    store.seed([PastPurchase("tide", 2, Money(1799, "USD"), long_ago)], [])
    before = store.purchases()["tide"]
    assert (before.times, before.last_unit_price) == (1, Money(1799, "USD"))
    store.handle_batch([place("r1", quantity=3), place("r2", "vinegar")], shop.decide, now)
    cancel = CancelOrder(request_id="c1", device_id="kitchen", at=now)
    store.handle_batch([cancel], shop.decide, now)
    bought = store.purchases()
    assert set(bought) == {"tide"}
    assert (bought["tide"].times, bought["tide"].units) == (2, 5)
    assert (bought["tide"].last_quantity, bought["tide"].last_at) == (3, now)
    assert bought["tide"].last_unit_price == Money(1999, "USD")
    store.close()


def test_what_was_bought_before_the_first_order_is_spent_as_well(
    storage: Storage, shop: Shop, now: datetime, place: Place
) -> None:
    store = storage.open()
    before = [PastPurchase("tide", 2, Money(1000, "USD"), now - timedelta(days=9))]
    store.seed([*before, PastPurchase("tide", 1, Money(1000, "USD"), now - timedelta(days=40))], [])
    since = now - timedelta(days=30)
    assert store.spent(since) == Spent(0, 0, before=2000)
    store.handle_batch([place("r1")], shop.decide, now)
    (order,) = store.orders(1)
    assert store.spent(since) == Spent(1, order.total.minor, before=2000)
    assert store.spent(since, "kitchen") == Spent(1, order.total.minor)
    store.close()


def test_a_store_is_furnished_once(store: OrderStore, now: datetime) -> None:
    more = [PastPurchase("tide", 1, Money(1, "USD"), now)]
    assert store.seed(more, []) is False
    assert store.purchases() == {}
    assert store.slots() == (SLOT,)


def test_a_mistake_with_one_request_does_not_stop_the_others(
    store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    batch = [place("r1"), place("r2", "bug"), place("r3")]
    good, bad, fine = store.handle_batch(batch, shop.decide, now)
    assert (good.status, fine.status) == ("placed", "placed")
    assert bad.reason is not None
    assert bad.reason.startswith("internal_error:")
    assert len(store.orders(10)) == 2
    assert len(store.unpublished()) == 2


def test_unknown_orders_are_none(store: OrderStore) -> None:
    for name in ("A1001", "B1001", "A01001", "", "A", "Aé", "A" + 30 * "9"):
        assert store.order(name) is None


def test_another_process_sees_what_was_committed(
    storage: Storage, store: OrderStore, shop: Shop, now: datetime, place: Place
) -> None:
    reader = storage.reader()
    assert reader.orders(10) == ()
    (answer,) = store.handle_batch([place("r1")], shop.decide, now)
    assert reader.orders(10) == (answer.order,)
    assert reader.purchases()["tide"].times == 1
    assert reader.slots() == (SLOT,)
    reader.close()
