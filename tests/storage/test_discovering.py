"""What a running assistant knows of the shop's baskets while another process learns new ones."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.app.discovering import Discoverer
from assistant.core.errors import StorageError
from assistant.core.money import Money
from assistant.store.discovery.discovery import Discovery
from assistant.store.goods.catalog import Product
from assistant.store.orders.order_store import OrderReader


@contextmanager
def no_orders() -> Iterator[OrderReader | None]:
    yield None


def product(product_id: str) -> Product | None:
    return Product(
        id=product_id,
        category_id=f"shelf of {product_id}",
        brand={"en": "B", "ko": "B"},
        names={"en": f"The {product_id}", "ko": product_id},
        aliases={"en": (product_id,), "ko": (product_id,)},
        size=1,
        size_unit="count",
        prices=(Money(100, "USD"),),
        seller_id="s",
    )


def baskets(folder: Path, other: str) -> Path:
    """A shop where soda is bought with something, and much else is bought without it."""
    path = folder / f"{other}.txt"
    lines = [f"soda,{other}"] * 20 + [f"bread{n % 5},milk{n % 7}" for n in range(60)]
    path.write_text("\n".join(lines) + "\n")
    return path


@contextmanager
def gone() -> Iterator[OrderReader | None]:
    raise StorageError("orders.db does not exist")
    yield None


Start = Callable[[], Discoverer]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """One more process of the same household."""

    def started() -> Discoverer:
        return Discoverer(tmp_path / "data", tmp_path / "none", no_orders, product, tuple)

    return started


def goes_with_soda(discovery: Discovery | None) -> list[str]:
    assert discovery is not None
    return [found.product_id for found in discovery.goes_with(["soda"])]


def test_baskets_that_another_process_learns_are_taken_up(tmp_path: Path, start: Start) -> None:
    running, command = start(), start()
    command.learn(baskets(tmp_path, "vinegar"), str)
    assert goes_with_soda(running.now({})) == ["vinegar"]
    command.learn(baskets(tmp_path, "lemon"), str)
    assert goes_with_soda(running.now({})) == ["lemon"]


def test_nothing_is_read_again_while_nothing_changes(tmp_path: Path, start: Start) -> None:
    running = start()
    running.learn(baskets(tmp_path, "vinegar"), str)
    assert running.now({}) is running.now({})
    reader = start()
    assert reader.now({}) is reader.now({})


def test_nobody_waits_for_new_baskets_to_be_read(tmp_path: Path, start: Start) -> None:
    running = start()
    running.learn(baskets(tmp_path, "vinegar"), str)
    assert goes_with_soda(running.at_hand({})) == ["vinegar"]
    start().learn(baskets(tmp_path, "lemon"), str)
    assert running.at_hand({}) is None
    for thread in threading.enumerate():
        if thread.name == "discover":
            thread.join()
    assert goes_with_soda(running.at_hand({})) == ["lemon"]


def test_baskets_learnt_over_a_lost_file_are_taken_up(tmp_path: Path, start: Start) -> None:
    running, command = start(), start()
    command.learn(baskets(tmp_path, "vinegar"), str)
    assert goes_with_soda(running.now({})) == ["vinegar"]
    (tmp_path / "data" / "discovery.db").unlink()
    assert goes_with_soda(running.now({})) == []
    command.learn(baskets(tmp_path, "lemon"), str)
    assert goes_with_soda(running.now({})) == ["lemon"]


def test_what_is_read_meanwhile_says_in_the_log_what_is_wrong(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    discoverer = Discoverer(tmp_path, tmp_path / "none", gone, product, tuple)
    assert discoverer.at_hand({}) is None
    for thread in threading.enumerate():
        if thread.name == "discover":
            thread.join(10)
    assert "orders.db does not exist" in caplog.text
    with pytest.raises(StorageError):
        discoverer.now({})
