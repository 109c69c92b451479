from datetime import time

import pytest

from assistant.core.money import Money
from assistant.store.goods.catalog import Product, Purchase, Seller, SlotRule, Work

TIDE = Product(
    id="tide-pods-81-count",
    category_id="laundry",
    brand={"en": "Tide", "ko": "타이드"},
    names={"en": "Tide Pods 81 count", "ko": "타이드 팟 81개입"},
    aliases={"en": ("detergent", "tide pods"), "ko": ("세제",)},
    size=81,
    size_unit="count",
    prices=(Money(1999, "USD"), Money(26900, "KRW")),
    seller_id="home",
)


def test_a_price_is_that_of_the_currency() -> None:
    assert TIDE.price("USD") == Money(1999, "USD")
    assert TIDE.price("KRW") == Money(26900, "KRW")
    with pytest.raises(LookupError, match="tide-pods-81-count has no price in EUR"):
        TIDE.price("EUR")


def test_everything_a_product_may_be_called() -> None:
    assert TIDE.spoken == (
        "Tide Pods 81 count",
        "타이드 팟 81개입",
        "detergent",
        "tide pods",
        "세제",
    )


def test_a_missing_translation_falls_back_to_english() -> None:
    assert TIDE.name("ko") == "타이드 팟 81개입"
    assert TIDE.name("fr") == "Tide Pods 81 count"


def test_a_work_is_not_called_by_its_composer() -> None:
    work = Work(
        id="arirang",
        titles={"en": "Arirang", "ko": "아리랑"},
        composers={"en": "Korean traditional"},
        artists={"en": "The House Piano"},
        albums={},
        genre="folk",
        file="arirang.ogg",
        aliases={"ko": ("본조 아리랑",)},
    )
    assert work.spoken == ("Arirang", "아리랑", "본조 아리랑")
    assert work.title("ko") == "아리랑"


def test_purchases_and_slots_know_their_currencies() -> None:
    bought = Purchase(product_id="x", quantity=1, unit_prices=(Money(1999, "USD"),), days_ago=3)
    slot = SlotRule(
        device_id="washer",
        slot="detergent",
        product_id="x",
        quantity=1,
        threshold_fraction=0.2,
        price_ceilings=(Money(2399, "USD"),),
    )
    assert bought.unit_price("USD") == Money(1999, "USD")
    assert slot.price_ceiling("USD") == Money(2399, "USD")
    with pytest.raises(LookupError, match="washer/detergent has no price in KRW"):
        slot.price_ceiling("KRW")


def test_facts_cannot_be_changed() -> None:
    seller = Seller(
        id="home", names={"en": "Home"}, delivery_days=2, cutoff=time(18), works_weekends=False
    )
    with pytest.raises(AttributeError):
        seller.delivery_days = 0  # type: ignore[misc]
