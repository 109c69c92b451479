"""`assistant orders`, `slots`, `verify`, `backup`, `restore`, `export`: looking, undoing, proving."""

import contextlib
import csv
import io
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from assistant.app import App, Home, open_home
from assistant.core import settings as sources
from assistant.core.messages import AnyRequest, LineRequest, PlaceOrder, PressSlot, SetSlot, utc_now
from assistant.core.money import Money
from assistant.core.settings import Settings
from assistant.dialog.session import Session
from assistant.order_service.start import furnished
from assistant.storage.orders.owner_books import EXPORTS
from assistant.storage.orders.sqlite_store import ORDERS_FILE
from bench.postgres import PrivateServer
from tests.postgres import own_server

Run = Callable[..., Result]
TIDE = "tide-pods-81-count"


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return sources.load(environ)


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    return result.stdout


def refusal(result: Result) -> str:
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code > 0
    (line,) = result.stderr.splitlines()
    return line


def request_to_buy(quantity: int = 1, days_ago: float = 0) -> PlaceOrder:
    return PlaceOrder(
        request_id=secrets.token_hex(8),
        device_id="chat",
        at=utc_now() - timedelta(days=days_ago),
        lines=(LineRequest(product_id=TIDE, quantity=quantity),),
        origin="text",
    )


def bought(settings: Settings, days_ago: float = 0, quantity: int = 1) -> str:
    """Order something some days ago, and let the courier do all that was due since."""
    open_store, shop = furnished(settings)
    request = request_to_buy(quantity, days_ago)
    with contextlib.closing(open_store()) as store:
        (answer,) = store.handle_batch([request], shop.decide, request.at)
        assert answer.order is not None
        while store.advance_due(shop.step, utc_now()):
            pass
        return answer.order.order_id


def held(settings: Settings) -> str:
    """A press above its slot's ceiling."""
    open_store, shop = furnished(settings)
    asked: list[AnyRequest] = [
        SetSlot(
            request_id="s",
            device_id="owner",
            at=utc_now(),
            subject="washer",
            slot="detergent",
            product_id=TIDE,
            ceiling=Money(100, "USD"),
        ),
        PressSlot(request_id="p", device_id="washer", at=utc_now(), slot="detergent"),
    ]
    with contextlib.closing(open_store()) as store:
        answer = store.handle_batch(asked, shop.decide, utc_now())[1]
        assert answer.status == "held"
        assert answer.order is not None
        return answer.order.order_id


# Where nothing runs


def test_without_a_store_every_command_says_so(run: Run) -> None:
    for words in (["slots"], ["verify"], ["export", "orders"], ["orders", "cancel"]):
        assert "start `assistant run` once" in refusal(run(*words))
    assert "there is no order A1" in refusal(run("orders", "show", "A1"))


def test_an_order_is_shown_explained_and_cancelled(run: Run, settings: Settings) -> None:
    order_id = bought(settings, quantity=2)
    assert f"{order_id}    placed" in done(run("orders", "show", order_id))
    assert json.loads(done(run("orders", "show", "--json", order_id)))["state"] == "placed"
    why = done(run("orders", "why", order_id))
    assert "typed to chat" in why
    assert "2 x Tide Pods 81 count, 19.99 USD each from Homewell" in why
    assert "answered placed" in why
    assert "household -39.98 USD" in why
    assert "household -" not in done(run("orders", "show", order_id))
    assert done(run("orders", "cancel")) == f"{order_id} is cancelled.\n"
    assert "is cancelled already" in refusal(run("orders", "cancel", order_id))
    assert "no order is open" in refusal(run("orders", "cancel"))
    for unknown in ("A9999", "A9/9"):
        assert f"there is no order {unknown}" in refusal(run("orders", "cancel", unknown))
        assert f"there is no order {unknown}" in refusal(run("orders", "return", unknown))
    assert "household 0.00 USD" in done(run("orders", "why", order_id))


def test_what_was_delivered_is_sent_back_and_what_is_too_late_says_so(
    run: Run, settings: Settings
) -> None:
    order_id = bought(settings, days_ago=6)
    assert "can no longer be cancelled" in refusal(run("orders", "cancel", order_id))
    assert done(run("orders", "return", order_id)) == f"{order_id} is returned.\n"
    assert f"{order_id} is returned" in refusal(run("orders", "return", order_id))
    assert "its day had come" in done(run("orders", "why", order_id))
    everything = json.loads(done(run("orders", "why", "--json", order_id)))
    assert everything["history"][-1]["event"] == "OrderReturned"


def test_what_is_held_is_confirmed(run: Run, settings: Settings) -> None:
    order_id = held(settings)
    assert "waits: above_ceiling: it costs 19.99 USD" in done(run("orders"))
    assert done(run("orders", "confirm")) == f"{order_id} is placed.\n"
    assert f"{order_id} is placed" in refusal(run("orders", "confirm", order_id))


def test_slots_are_shown_set_and_removed(run: Run, settings: Settings) -> None:
    bought(settings)
    shown = done(run("slots"))
    assert "washer         detergent  1 x tide-pods-81-count" in shown
    assert "lasts about" in shown  # the sample household's purchases tell
    assert "going by what was bought" in shown
    options = ("--quantity", "2", "--below", "25", "--ceiling", "20", "--ahead-days", "5")
    done(run("slots", "set", *options, "dash", "coffee", TIDE))
    slots = [json.loads(line) for line in done(run("slots", "--json")).splitlines()]
    (coffee,) = [each["slot"] for each in slots if each["slot"]["slot"] == "coffee"]
    assert (coffee["quantity"], coffee["threshold_fraction"], coffee["ahead_days"]) == (2, 0.25, 5)
    assert coffee["ceiling"] == {"minor": 2000, "currency": "USD"}
    done(run("slots", "remove", "dash", "coffee"))
    assert "dash " not in done(run("slots"))
    assert "dash has no slot coffee" in refusal(run("slots", "remove", "dash", "coffee"))
    assert "nothing is not sold" in refusal(run("slots", "set", "dash", "x", "nothing"))
    assert "--ceiling" in refusal(run("slots", "set", "dash", "x", TIDE, "--ceiling", "cheap"))
    assert "more than nothing" in refusal(run("slots", "set", "dash", "x", TIDE, "--ceiling", "-5"))
    assert "SLOT cannot be asked" in refusal(run("slots", "set", "dash", "a b", TIDE))


def test_the_books_are_proved_and_what_is_wrong_is_named(
    run: Run, settings: Settings, data_dir: Path
) -> None:
    order_id = bought(settings)
    assert "1 orders and 0 tests" in done(run("verify"))
    assert json.loads(done(run("verify", "--json")))["right"]
    with contextlib.closing(sqlite3.connect(data_dir / ORDERS_FILE)) as database:
        database.execute("DELETE FROM ledger WHERE account = 'household'")
        database.commit()
    result = run("verify")
    assert f"order {order_id} is placed and costs 2398, but 0 was paid" in result.stdout
    assert "the books are not right" in refusal(result)


@pytest.mark.parametrize("what", sorted(EXPORTS))
def test_every_table_is_exported(what: str, run: Run, settings: Settings, tmp_path: Path) -> None:
    bought(settings)
    lines = done(run("export", "--json", what)).splitlines()
    rows = list(csv.DictReader(io.StringIO(done(run("export", what)))))
    assert len(lines) == len(rows)
    assert all(list(json.loads(line)) == list(rows[0]) for line in lines)
    if what == "ledger":
        assert [row["amount_minor"] for row in rows] == ["-2398", "2398"]
    done(run("export", "--csv", what, tmp_path / "out.csv"))
    assert "is there already" in refusal(run("export", what, tmp_path / "out.csv"))


def test_a_formula_is_no_formula_in_csv(run: Run, settings: Settings, data_dir: Path) -> None:
    bought(settings)
    with contextlib.closing(sqlite3.connect(data_dir / ORDERS_FILE)) as database:
        database.execute("UPDATE orders SET held_because = '=1+1'")
        database.commit()
    assert "'=1+1" in done(run("export", "orders"))


# Backup and restore


def test_a_backup_is_whole_and_brings_everything_back(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    first = bought(settings)
    copy = tmp_path / "copies" / "monday.db"
    assert "assistant restore" in done(run("backup", copy))
    assert "name another file" in refusal(run("backup", copy))
    second = bought(settings)
    assert run("restore", copy, stdin="n\n").exit_code == 1
    assert second in done(run("orders"))
    assert "What was there is in" in done(run("restore", "--yes", copy))
    listed = done(run("orders"))
    assert first in listed
    assert second not in listed
    done(run("verify"))
    (kept,) = settings.data_dir.glob("orders-before-*.db")
    done(run("restore", "--yes", kept))
    assert second in done(run("orders"))


def test_numbers_of_orders_that_a_backup_lacks_are_not_used_again(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    bought(settings)
    done(run("backup", tmp_path / "copy.db"))
    gone = bought(settings)
    events = event_numbers(settings)
    done(run("restore", "--yes", tmp_path / "copy.db"))
    fresh = bought(settings)
    assert int(fresh[1:]) == int(gone[1:]) + 1
    assert max(event_numbers(settings)) == max(events) + 1
    done(run("restore", "--yes", tmp_path / "copy.db"))
    assert int(bought(settings)[1:]) == int(fresh[1:]) + 1
    done(run("verify"))


def event_numbers(settings: Settings) -> set[int]:
    with contextlib.closing(sqlite3.connect(settings.data_dir / "orders.db")) as database:
        return {number for (number,) in database.execute("SELECT number FROM order_events")}


@pytest.mark.parametrize("intact_bytes", [0, 4096])
def test_a_backup_comes_back_where_the_store_is_damaged(
    run: Run, settings: Settings, tmp_path: Path, intact_bytes: int
) -> None:
    first = bought(settings)
    done(run("backup", tmp_path / "copy.db"))
    store = settings.data_dir / "orders.db"
    contents = bytearray(store.read_bytes())
    contents[intact_bytes:] = b"x" * (len(contents) - intact_bytes)
    store.write_bytes(contents)
    said = done(run("restore", "--yes", tmp_path / "copy.db"))
    assert "It was damaged" in said
    (kept,) = settings.data_dir.glob("orders-before-*.db")
    assert kept.read_bytes() == contents
    assert first in done(run("orders"))
    assert int(bought(settings)[1:]) > int(first[1:]) + 100
    done(run("verify"))


def test_what_is_no_right_backup_is_not_restored(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    order_id = bought(settings)
    assert "no backup" in refusal(run("restore", "--yes", tmp_path / "none.db"))
    unasked = run("restore", tmp_path / "none.db")
    assert "no backup" in refusal(unasked)
    assert "Restore it?" not in unasked.output
    (tmp_path / "text.db").write_text("no database")
    assert "cannot be used" in refusal(run("restore", "--yes", tmp_path / "text.db"))
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as database:
        database.execute("CREATE TABLE stamps (id)")
    assert "no backup of an order store" in refusal(run("restore", "--yes", tmp_path / "other.db"))
    done(run("backup", tmp_path / "wrong.db"))
    with contextlib.closing(sqlite3.connect(tmp_path / "wrong.db")) as database:
        database.execute("DELETE FROM ledger")
        database.commit()
    assert "are not right" in refusal(run("restore", "--yes", tmp_path / "wrong.db"))
    assert order_id in done(run("orders"))
    assert not list(settings.data_dir.glob(".orders*"))


# While it runs


@pytest.fixture
def home(settings: Settings) -> Iterator[Home]:
    with open_home(App(settings)) as home:
        yield home


def test_a_running_house_is_asked_over_the_bus_and_restored_in_place(
    run: Run, home: Home, tmp_path: Path
) -> None:
    with home.conversation(Session("chat", "en")) as (_, hands):
        first = hands.ask_store(request_to_buy())
        assert first is not None
        assert first.order is not None
        done(run("backup", tmp_path / "copy.db"))
        assert done(run("orders", "cancel", first.order.order_id)).endswith("is cancelled.\n")
        done(run("restore", "--yes", tmp_path / "copy.db"))
        assert "placed" in done(run("orders", "show", first.order.order_id))
        second = hands.ask_store(request_to_buy())  # the service goes on with what is there now
        assert second is not None
        assert second.status == "placed"
        done(run("verify"))


# PostgreSQL


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivateServer]:
    yield from own_server()


def test_orders_in_postgresql_are_looked_at_and_undone_as_well(
    run: Run, environ: dict[str, str], postgres: PrivateServer, tmp_path: Path
) -> None:
    environ["ASSISTANT_ORDERS_DATABASE"] = postgres.database()
    assert "start `assistant run` once" in refusal(run("verify"))
    order_id = bought(sources.load(environ))
    assert order_id in done(run("orders"))
    assert "household -23.98 USD" in done(run("orders", "why", order_id))
    assert "washer" in done(run("slots"))
    assert order_id in done(run("export", "orders"))
    assert "1 orders" in done(run("verify"))
    assert done(run("orders", "cancel", order_id)) == f"{order_id} is cancelled.\n"
    assert "pg_dump" in refusal(run("backup", tmp_path / "copy.db"))
    assert "pg_restore" in refusal(run("restore", "--yes", tmp_path / "copy.db"))
