from datetime import UTC, date, datetime, timedelta

import msgspec

from assistant.core.messages import LineRequest, Order, OrderLine, PressSlot, ReportLevel
from assistant.core.money import Money
from assistant.store.household.replenish import Enough, OnItsWay, Slot, need

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SLOT = Slot("washer", "detergent", "tide", 2, threshold_fraction=0.25, ceiling=Money(2500, "USD"))
PRESS = PressSlot(request_id="r1", device_id="washer", at=NOW, slot="detergent")
LEVEL = ReportLevel(
    request_id="r2",
    device_id="washer",
    at=NOW,
    slot="detergent",
    remaining=250,
    capacity=1000,
    unit="ml",
)
RUNNING = Order(
    order_id="A1001",
    state="shipped",
    origin="press",
    device_id="washer",
    lines=(OrderLine(product_id="tide", names={}, quantity=2, unit_price=Money(1999, "USD")),),
    total=Money(3998, "USD"),
    placed_at=NOW,
    cancel_until=NOW,
    delivery=date(2026, 1, 7),
    slot="detergent",
)
NEEDED = LineRequest(product_id="tide", quantity=2)


def test_a_press_asks_for_the_slots_product() -> None:
    assert need(SLOT, PRESS, None) == NEEDED


def test_a_press_while_an_order_is_running_names_it() -> None:
    assert need(SLOT, PRESS, RUNNING) == OnItsWay(RUNNING)


def test_a_level_at_the_threshold_asks() -> None:
    assert need(SLOT, LEVEL, None) == NEEDED
    assert need(SLOT, LEVEL, RUNNING) == OnItsWay(RUNNING)


def test_a_level_above_the_threshold_does_not() -> None:
    assert need(SLOT, msgspec.structs.replace(LEVEL, remaining=250.1), None) == Enough()


def test_a_mere_button_never_orders_by_level() -> None:
    button = Slot("washer", "detergent", "tide")
    assert need(button, msgspec.structs.replace(LEVEL, remaining=0), None) == Enough()


def test_a_level_older_than_the_latest_known_one_does_not_ask() -> None:
    known = Slot(
        "washer",
        "detergent",
        "tide",
        threshold_fraction=0.25,
        level_at=NOW + timedelta(minutes=1),
    )
    assert need(known, LEVEL, None) == Enough()
