"""Who sells, who delivers first, and what one of the sellers has of what is bought here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.core.money import Money
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent, Slot
from assistant.skills.market.sellers import about, sellers
from assistant.skills.products.usually import usually
from assistant.skills.scene import NoHome, Scene
from assistant.store.delivery.days import Promise
from assistant.store.delivery.promises import Delivery, Record
from assistant.store.discovery.discovery import Discovery
from assistant.store.discovery.learnt import Household, Learnt
from assistant.store.goods.catalog import Seller, SellerOffer
from assistant.store.household.history import Bought
from tests.unit.scenes import bare_scene

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = {"slow": "Harbor", "sure": "Homewell", "vague": "Bramble", "far": "Mega", "late": "Zeta"}
PROMISES: Mapping[str, tuple[int, float | None]] = {
    "slow": (9, 0.99),
    "sure": (3, 0.9),
    "vague": (3, None),
    "far": (2, 0.99),
    "late": (8, 0.5),
}
"""On which day of March each delivers, and how surely."""
SOLD_BY = {"tea": "sure", "milk": "slow", "soap": "sure"}
KINDS = {"tea": "tea", "milk": "milk", "soap": "soap", "oolong": "tea"}


def seller(id_: str) -> Seller:
    return Seller(
        id=id_,
        names={"en": NAMES[id_]},
        delivery_days=1,
        cutoff=time(18),
        works_weekends=True,
        outside=id_ == "far",
    )


class Fair:
    """A market of these sellers; what is not in `stock` nobody counts."""

    def __init__(self, stock: Mapping[str, int]) -> None:
        self._stock = stock

    def sellers(self) -> Sequence[Seller]:
        return [seller(each) for each in NAMES]

    def seller(self, seller_id: str) -> Seller | None:
        return seller(seller_id) if seller_id in NAMES else None

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:  # noqa: ARG002
        price, stock = Money(100, "USD"), self._stock.get(product_id)
        who = SOLD_BY.get(product_id, "sure")
        return [
            SellerOffer(id="o", product_id=product_id, seller_id=who, unit_price=price, stock=stock)
        ]


class Kinds(Discovery):
    """Knows the kinds of things."""

    def kind_names(self, product_id: str) -> Mapping[str, str]:
        return {"en": KINDS.get(product_id, product_id)}


class Home(NoHome):
    """Where the kinds of things are known."""

    def discover(self) -> Discovery:
        return Kinds(Learnt(), Household(), lambda _: None)


class Shelf:
    """Sells what somebody sells."""

    def product(self, product_id: str) -> Any:
        return SimpleNamespace(id=product_id, seller_id=SOLD_BY.get(product_id, "sure"))


def promise(of: Seller, now: datetime, zone: tzinfo | None) -> Promise:
    del now, zone
    day, probability = PROMISES[of.id]
    return Promise(date(2026, 3, day), probability)


def scene(times: Mapping[str, int] | None = None, stock: Mapping[str, int] | None = None) -> Scene:
    bought = {
        id_: Bought(id_, many, many, 1, Money(100, "USD"), NOW)
        for id_, many in (times or {}).items()
    }
    return replace(
        bare_scene(NOW),
        shelf=Shelf(),  # type: ignore[arg-type]
        history=bought,
        home=Home(),
        market=Fair(stock or {}),  # type: ignore[arg-type]
        promise=promise,
    )


def intent(name: str, **values: str) -> Intent:
    return Intent(name=name, slots={key: Slot(said, said) for key, said in values.items()})


def told(step: Step) -> dict[str, Any]:
    assert isinstance(step, Say)
    return dict(step.data)


def test_who_delivers_first_and_most_surely_is_told_first_of_three_and_none_outside() -> None:
    found = told(sellers(intent("SellersShow", by="fastest"), scene()))["sellers"]
    assert [(each["names"]["en"], each["percent"]) for each in found] == [
        ("Homewell", 90),
        ("Bramble", None),
        ("Zeta", 50),
    ]


def test_sellers_this_household_buys_of_come_first_and_those_outside_are_told_apart() -> None:
    found = told(sellers(intent("SellersShow"), scene({"tea": 1, "soap": 1, "milk": 9})))
    assert [each["en"] for each in found["names"]] == ["Homewell", "Harbor", "Bramble", "Zeta"]
    assert found["outside"] == [{"en": "Mega"}]


def test_a_seller_that_nobody_knows_is_said_to_be_unknown() -> None:
    step = about(intent("SellerAbout", seller="nonesuch"), scene())
    assert isinstance(step, Say)
    assert step.key == "seller_unknown"


@pytest.mark.parametrize(
    ("name", "percent", "outside"), [("Bramble", None, False), ("Mega", 99, True)]
)
def test_when_a_seller_delivers(name: str, percent: int | None, outside: bool) -> None:  # noqa: FBT001
    found = told(about(intent("SellerAbout", seller=name), scene()))
    assert (found["percent"], found["outside"]) == (percent, outside)


def test_what_a_seller_has_of_what_is_bought_here_is_told_by_kind_the_most_bought_first() -> None:
    times = {"soap": 2, "tea": 5, "oolong": 4, "milk": 9, "salt": 3}
    asked = intent("SellerAbout", seller="Homewell", fact="goods")
    assert told(about(asked, scene(times)))["names"] == [
        {"en": "tea"},
        {"en": "salt"},
        {"en": "soap"},
    ]
    sold_out = told(about(asked, scene(times, stock={"salt": 0, "soap": 1})))
    assert [each["en"] for each in sold_out["names"]] == ["tea", "soap"]


def test_five_kinds_are_named_and_the_others_counted() -> None:
    times = {f"thing{n}": 9 - n for n in range(7)}
    found = told(about(intent("SellerAbout", seller="Homewell", fact="goods"), scene(times)))
    assert ([each["en"][-1] for each in found["names"]], found["more"]) == ([*"01234"], 2)
    few = told(about(intent("SellerAbout", seller="Homewell", fact="goods"), scene({"tea": 1})))
    assert few["more"] == 0


def test_what_is_usually_bought_is_told_by_kind() -> None:
    times = {"soap": 2, "tea": 5, "oolong": 4, "milk": 9, "c": 1, "b": 1, "a": 1}
    found = told(usually(intent("UsualShow"), scene(times)))
    assert [each["en"] for each in found["names"]] == ["milk", "tea", "soap", "a", "b"]


def test_the_surest_and_the_latest_are_those_that_are_known_by_deliveries() -> None:
    known = [Delivery("sure", 0)] * 5 + [Delivery("slow", 0), Delivery("slow", 2)] * 3
    about_it = replace(scene(), record=lambda: Record(known))
    surest = told(sellers(intent("SellersShow", by="surest"), about_it))["sellers"]
    assert [each["names"]["en"] for each in surest] == ["Homewell", "Harbor"]
    assert (surest[0]["in_time"], surest[0]["deliveries"]) == (5, 5)
    assert (surest[1]["in_time"], surest[1]["deliveries"], surest[1]["late_days"]) == (3, 6, 2)
    latest = told(sellers(intent("SellersShow", by="latest"), about_it))["sellers"]
    assert [each["names"]["en"] for each in latest] == ["Harbor", "Homewell"]
    assert told(sellers(intent("SellersShow", by="latest"), scene()))["sellers"] == []
