"""How long things last, out of what a store keeps."""

from datetime import datetime, timedelta

from assistant.core.messages import ReportLevel
from assistant.store.household.supplies import of_product
from assistant.store.orders.order_store import OrderStore, Shop
from tests.storage.storages import Storage


def test_levels_that_were_reported_tell_how_long_the_rest_lasts(
    storage: Storage, store: OrderStore, shop: Shop, now: datetime
) -> None:
    reports = [
        ReportLevel(
            request_id=f"l{day}",
            device_id="washer",
            at=now - timedelta(days=30 - day),
            slot="detergent",
            remaining=100 - 2 * day,
            capacity=100,
            unit="pods",
        )
        for day in range(31)
    ]
    for report in reports:
        store.handle_batch([report], shop.decide, report.at)
    reader = storage.reader()
    lasts = of_product(reader, "tide", now)
    reader.close()
    assert lasts is not None
    assert (lasts.source, round(lasts.days / 2)) == ("levels", 10)
