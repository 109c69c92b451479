"""`python -m assistant.order_service.simulated`: the order service of simulated devices.

The same service and store as any household's, on a clock that runs faster, with a slot for each
slot of each simulated device. Prints `ready` when it takes requests; ends on SIGTERM.
"""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Iterator

import msgspec

from assistant.bus.running import configured
from assistant.core.errors import AssistantError
from assistant.core.parent import add_parent_option, end_with_parent
from assistant.core.settings import Settings, load
from assistant.core.simulated import Counts, FastClock, device_ids, parse_counts
from assistant.order_service.service import OrderService
from assistant.order_service.start import furnished
from assistant.storage.catalog.catalog_file import open_catalog
from assistant.storage.orders.sqlite_store import ORDERS_FILE, open_orders
from assistant.store.goods.catalog import Catalog
from assistant.store.household.history import sample_slots
from assistant.store.household.replenish import Slot
from assistant.store.orders.order_store import OrderStore


def slots_of(counts: Counts, catalog: Catalog, currency: str) -> Iterator[Slot]:
    """The slots of all devices: each as the sample household's device of that kind has them."""
    samples = tuple(sample_slots(catalog, currency))
    for device_id, kind in device_ids(counts):
        for sample in samples:
            if sample.device_id == kind:
                yield Slot(
                    device_id=device_id,
                    slot=sample.slot,
                    product_id=sample.product_id,
                    quantity=sample.quantity,
                    threshold_fraction=sample.threshold_fraction,
                    ceiling=sample.ceiling,
                )


def main() -> int:
    """Run until told to stop; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--broker", required=True)
    parser.add_argument("--data", required=True, help="folder for its order store")
    parser.add_argument("--catalog", required=True)
    parser.add_argument("--of", action="append", default=[], metavar="KIND=NUMBER")
    parser.add_argument("--clock", required=True, type=FastClock.parse)
    add_parent_option(parser)
    options = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="orders: %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    end_with_parent(options.with_parent)
    try:
        overrides = [f"paths.data={options.data}", f"paths.catalog={options.catalog}"]
        _serve(load(overrides=overrides), parse_counts(options.of), options, stop)
    except AssistantError as error:
        sys.stderr.write(f"orders: {error}\n")
        return error.exit_code
    return 0


def _serve(
    settings: Settings, counts: Counts, options: argparse.Namespace, stop: threading.Event
) -> None:
    address = configured(msgspec.structs.replace(settings.broker, address=options.broker))
    currency = settings.household.currency
    slots = tuple(slots_of(counts, open_catalog(settings.catalog_file), currency))

    def open_store() -> OrderStore:
        store = open_orders(settings.data_dir / ORDERS_FILE)
        store.seed((), slots)
        return store

    _, shop = furnished(settings)
    service = OrderService(address, open_store, shop, clock=options.clock)
    service.serve(stop, ready=lambda: print("ready", flush=True))  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
