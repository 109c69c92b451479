"""Whether an order costs the same however many are kept, and what more workers bring.

The store is filled with old orders, then new ones are committed in groups; likewise for one, two
and four order services on a shared subscription and one PostgreSQL. Run: `python -m bench.scale`.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.bus.broker import start_broker
from assistant.core.messages import LineRequest, PlaceOrder, utc_now
from assistant.core.settings import Broker
from assistant.storage.sqlite_file import connect
from bench.orders import shared, stored
from bench.postgres import find_programs, private_server
from bench.shelf import SHOP, opener

CHUNK = 100_000
TABLES = {
    "requests": "number",
    "orders": "number",
    "order_events": "number",
    "order_lines": "order_number",
    "ledger": "number",
}
ROWS_OF_AN_ORDER = {"ledger": 2}


def fill(path: Path, count: int) -> None:
    """Make the store and copy one order until there are about `count`, all of them delivered."""
    store = opener(str(path))()
    line = LineRequest(product_id="tide")
    first = PlaceOrder(request_id="old", device_id="old", at=utc_now(), lines=(line,))
    store.handle_batch([first], SHOP.decide, utc_now())
    store.mark_published([event.event_id for event in store.unpublished()])
    store.close()
    connection = connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE orders SET state = 'delivered', due_at = NULL")
    for begin in range(1, count, CHUNK):
        end = min(begin + CHUNK, count)
        connection.execute("BEGIN")
        for table, key in TABLES.items():
            connection.execute(_copy(connection_columns(connection, table), table, key),
                               {"begin": begin, "end": end})  # fmt: skip
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def connection_columns(connection: object, table: str) -> list[str]:
    """The columns of a table."""
    rows = connection.execute(f"PRAGMA table_info({table})")  # type: ignore[attr-defined]
    return [row["name"] for row in rows]


def _copy(columns: list[str], table: str, key: str) -> str:
    """Copies of a table's rows of the first order under running numbers."""
    rows = ROWS_OF_AN_ORDER.get(table, 1)
    changed = {
        key: f"{key} + {rows} * n",
        "request_id": "'old' || n",
        "order_number": "order_number + n",
        "event_number": "event_number + n",
        "cause": "'old/old' || n",
    }
    values = ", ".join(changed.get(column, column) for column in columns)
    return (
        "WITH RECURSIVE running (n) AS (SELECT :begin UNION ALL SELECT n + 1 FROM running"  # noqa: S608
        f" WHERE n + 1 < :end) INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {values} FROM running,"
        f" (SELECT * FROM {table} ORDER BY {key} LIMIT {rows})"
    )


def kept(sizes: Sequence[int], count: int, folder: Path) -> None:
    """Microseconds for each order, by how many are kept."""
    for size in sizes:
        path = folder / f"{size}.db"
        fill(path, size)
        # The median of three, for the machine is shared and a log must be folded in now and then.
        begun = time.process_time()
        rates = sorted(stored(count, 500, opener(str(path))(), f"{i}-") for i in range(3))
        row = {
            "kept": size,
            "us_per_order": round(1e6 / rates[1], 1),
            "processor_us": round(1e6 * (time.process_time() - begun) / (3 * count), 1),
            "megabytes": round(path.stat().st_size / 1e6),
        }
        print(json.dumps(row), flush=True)
        path.unlink()


def shares(workers: Sequence[int], count: int, folder: Path) -> None:
    """Orders per second of several workers."""
    programs = find_programs()
    if programs is None:
        print("workers: skipped; they need PostgreSQL (apt install postgresql)")
        return
    with private_server(programs) as server:
        for number in workers:
            with start_broker(Broker(port=0), folder / f"broker{number}") as broker:
                rate = shared(broker.address, count, server.database(), number)
            print(json.dumps({"workers": number, "orders_per_s": round(rate)}), flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", nargs="*", type=int, default=[1_000, 100_000, 3_000_000])
    parser.add_argument("--workers", nargs="*", type=int, default=[1, 2, 4])
    parser.add_argument("--count", type=int, default=10_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        kept(options.kept, options.count, Path(folder))
        shares(options.workers, options.count, Path(folder))


if __name__ == "__main__":
    main()
