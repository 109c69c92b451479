"""`assistant why`: every number can be traced."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from click.testing import CliRunner
from msgspec.structs import replace

from assistant.app import App, trace
from assistant.cli import commands
from assistant.core.errors import BadInputError
from assistant.core.messages import LineRequest, Order, PlaceOrder, utc_now
from assistant.core.money import Money
from assistant.core.notes import Note
from assistant.core.settings import load, override
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import direct_counter
from assistant.skills.products.market_basket import Asked, why_note
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.store.discovery.findings import Found
from assistant.store.pricing import Lot, Parcel, PricedBasket

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
HARBOR = "harbor:tide-pods-81-count"


def why(data: Path, subject: str) -> str:
    found = CliRunner().invoke(commands, ["--set", f"paths.data={data}", "why", subject])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.output


def test_an_offer_is_traced_to_its_terms_and_its_seller(tmp_path: Path) -> None:
    said = why(tmp_path, "harbor:tide-pods-81-count")
    assert "18.89 USD by harbor" in said
    assert "17.99 USD from 6 on" in said
    assert "0.60 USD an item" in said
    assert "no record yet" in said


def test_a_product_is_traced_to_all_its_offers(tmp_path: Path) -> None:
    said = why(tmp_path, "tide-pods-81-count")
    assert "harbor:tide-pods-81-count" in said
    assert "home:tide-pods-81-count" in said


def test_what_is_not_known_is_said_in_one_line(tmp_path: Path) -> None:
    found = CliRunner().invoke(commands, ["--set", f"paths.data={tmp_path}", "why", "nonsense"])
    assert found.exit_code == BadInputError.exit_code
    assert (
        "there is no order, offer or suggestion 'nonsense'; `assistant orders` lists"
        in found.output
    )


def test_a_suggestion_is_traced_to_the_counts_it_rests_on(tmp_path: Path) -> None:
    app = App(load(overrides=[f"paths.data={tmp_path}"]))
    found = Found(
        product_id="salt",
        names={"en": "salt"},
        relation="with",
        who="taste",
        asked=("egg",),
        together=28,
        times=34,
        other_times=127,
        baskets=428,
        lift=3.1,
        share=0.5,
    )
    value = msgspec.json.encode(found).decode()
    app.notebook.keep([Note(topic="suggested", about="salt", value=value, at=NOW)])
    told = [" ".join(line.split()) for line in why(tmp_path, "salt").splitlines()]
    assert told[0].endswith("out of what is bought, and nothing else")
    assert told[1:] == [
        "with egg",
        "whose baskets of people who buy what it buys: 428",
        "with what was asked 34",
        "with the suggestion 127",
        "with both 28",
        "lift 3.1 times as often as by chance, few baskets drawn to 1",
        "share 50% of this household's such baskets, estimated",
    ]


def test_a_suggestion_of_an_earlier_version_is_told_as_it_was_kept(tmp_path: Path) -> None:
    app = App(load(overrides=[f"paths.data={tmp_path}"]))
    app.notebook.keep([Note(topic="suggested", about="salt", value='{"share": 0.5}', at=NOW)])
    assert 'nothing else: {"share": 0.5}' in why(tmp_path, "salt")


def test_a_priced_basket_is_kept_with_all_its_numbers() -> None:
    def usd(cents: int) -> Money:
        return Money(cents, "USD")

    day = date(2026, 11, 27)
    priced = PricedBasket(
        lots=(Lot("egg", "a:egg", "a", 2, usd(299), day),),
        parcels=(Parcel("a", usd(598), usd(199), day),),
        total=usd(797),
        bound=usd(797),
        line_by_line=usd(900),
    )
    order = Order(
        order_id="A1",
        state="placed",
        origin="voice",
        device_id="chat",
        lines=(),
        total=usd(797),
        placed_at=NOW,
        cancel_until=NOW,
        delivery=day,
    )
    note = why_note(priced, Asked(cheapest=True), order, NOW)
    assert (note.topic, note.about) == ("why", "A1")
    assert note.value is not None
    for told in ('"a:egg"', "2.99 USD", "5.98 USD", "1.99 USD", "7.97 USD", "9.00 USD", "cheapest"):
        assert told in note.value, told


def test_a_product_is_traced_to_the_prices_that_are_held_or_still_to_come(tmp_path: Path) -> None:
    catalog = App(load(overrides=[f"paths.data={tmp_path}"])).catalog
    desk = MarketDesk(catalog)
    harbor = next(each for each in catalog.offers_of("tide-pods-81-count") if each.id == HARBOR)
    later = datetime(2099, 1, 5, tzinfo=UTC)
    desk.take(replace(harbor, unit_price=Money(1700, "USD"), breaks=(), valid_from=later), NOW)
    desk.take(replace(harbor, unit_price=Money(189_000, "USD"), breaks=()), NOW)
    for subject in (HARBOR, "tide-pods-81-count"):
        said = why(tmp_path, subject)
        assert f"{HARBOR}: 1890.00 USD, the price goes from 18.89 USD" in said
        assert f"{HARBOR}: 17.00 USD from 2099-01-05" in said


def test_an_order_s_promise_is_traced_to_its_seller_s_deliveries(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        words = ["--set", f"paths.data={tmp_path}", "--set", "household.time_zone=UTC"]
        return CliRunner().invoke(commands, [*words, *arguments]).output

    clock = ScriptClock(utc_now() - timedelta(days=20))
    settings = override(load({}), [f"paths.data={tmp_path}", "household.time_zone=UTC"])
    with direct_counter(settings, clock) as counter:
        line = LineRequest(product_id="tide-pods-81-count", seller_id="home")
        bought = PlaceOrder(request_id="r", device_id="chat", at=clock(), lines=(line,))
        placed = counter.ask(bought)
        assert placed is not None
        assert placed.order is not None
        clock.pass_by(timedelta(days=19))
        counter.settle()
    assert "no deliveries of its own are known" in run("why", "A1001")
    came = (placed.order.delivery + timedelta(days=2)).isoformat()
    assert run("orders", "arrived", "A1001", "--on", came) == "A1001 is delivered.\n"
    said = run("why", "A1001")
    assert "2 days late" in said
    assert "record               Homewell: 1 delivery" in said
    assert "asked by owner" in said
    assert run("orders", "arrived", "A1001", "--not") == "A1001 is shipped.\n"
    assert "no deliveries of its own are known" in run("why", "A1001")
    assert "give one of them" in run("orders", "arrived", "A1001", "--not", "--on", came)
    app = App(settings)
    assert ("order", "A1001 is shipped") in trace(app, "A1001")
    assert trace(app, "nonsense") == []
