"""The shop that ships: wide enough, complete in both languages, and without slips."""

import re
from collections import Counter
from pathlib import Path

import pytest

from assistant.core.settings import PROJECT
from assistant.language.names.resolve import Entry, Resolver
from assistant.storage.catalog.catalog_csv import CatalogSource, read_source
from assistant.store.goods.catalog import PastPrice

HANGUL = re.compile("[가-힣]")


@pytest.fixture(scope="module")
def shop() -> CatalogSource:
    return read_source(PROJECT / "config" / "catalog", PROJECT / "config" / "household")


@pytest.fixture(scope="module")
def resolver(shop: CatalogSource) -> Resolver:
    times = Counter(purchase.product_id for purchase in shop.purchases)
    return Resolver(
        Entry(p.id, p.spoken, min(5.0, 3.0 + 0.5 * times[p.id]) if p.id in times else 0.0)
        for p in shop.products
    )


def test_there_is_enough_on_the_shelves(shop: CatalogSource) -> None:
    assert len(shop.products) >= 600
    shelves = Counter(product.category_id for product in shop.products)
    wider = {category.parent_id for category in shop.categories}
    assert shelves.keys() == {each.id for each in shop.categories} - wider
    assert len(shelves) >= 30
    assert min(shelves.values()) >= 4


def test_every_product_can_be_named_and_bought_in_both_languages(shop: CatalogSource) -> None:
    for product in shop.products:
        assert set(product.names) == set(product.aliases) == {"en", "ko"}, product.id
        assert HANGUL.search(product.names["ko"]), product.id
        assert product.names["en"].isascii(), product.id
        assert all(not HANGUL.search(alias) for alias in product.aliases["en"]), product.id
        assert all(len(aliases) >= 2 for aliases in product.aliases.values()), product.id
        assert {price.currency for price in product.prices} == {"USD", "KRW"}, product.id


def test_the_two_prices_are_of_the_same_size(shop: CatalogSource) -> None:
    for product in shop.products:
        won_per_dollar = product.price("KRW").minor / (product.price("USD").minor / 100)
        assert 1100 < won_per_dollar < 1500, product.id


def test_earlier_prices_end_with_todays_and_agree_with_what_the_household_paid(
    shop: CatalogSource,
) -> None:
    of: dict[str, list[PastPrice]] = {}
    for past in shop.prices:
        of.setdefault(past.product_id, []).append(past)
    assert set(of) == {product.id for product in shop.products}
    for product in shop.products:
        days = [past.days_ago for past in of[product.id]]
        assert days == sorted(set(days), reverse=True), product.id
        assert set(of[product.id][-1].prices) == set(product.prices), product.id
    for bought in shop.purchases:
        known = [p for p in of[bought.product_id] if p.days_ago >= bought.days_ago]
        assert not known or set(known[-1].prices) == set(bought.unit_prices), bought.product_id


def test_every_sample_recording_is_named_like_its_file(shop: CatalogSource) -> None:
    assert {work.file for work in shop.works} == {
        "chopin-prelude-op28-no7.ogg",
        "chopin-prelude-op28-no20.ogg",
        "bach-prelude-bwv846.ogg",
        "beethoven-fur-elise.ogg",
        "satie-gymnopedie-1.ogg",
        "arirang.ogg",
    }


def test_the_household_has_habits(shop: CatalogSource) -> None:
    times = Counter(purchase.product_id for purchase in shop.purchases)
    assert times["tide-pods-81-count"] >= 3
    vinegars = [times[p] for p in times if "vinegar" in p]
    assert vinegars == [2, 2]
    days = [purchase.days_ago for purchase in shop.purchases]
    assert days == sorted(days, reverse=True)


def test_the_devices_stand_for_what_the_household_buys(shop: CatalogSource) -> None:
    slots = {(slot.device_id, slot.slot): slot.product_id for slot in shop.slots}
    assert slots["washer", "detergent"] == "tide-pods-81-count"
    assert set(slots) == {
        ("washer", "detergent"),
        ("washer", "softener"),
        ("dash", "coffee"),
        ("coffee_machine", "beans"),
        ("printer", "ink"),
        ("printer", "paper"),
        ("pet_feeder", "food"),
        ("water_filter", "cartridge"),
        ("battery_tray", "batteries"),
    }
    prices = {product.id: product.price("USD") for product in shop.products}
    assert all(prices[s.product_id] < s.price_ceiling("USD") for s in shop.slots)


def test_every_product_is_found_by_its_full_names(shop: CatalogSource, resolver: Resolver) -> None:
    for product in shop.products:
        for name in product.names.values():
            found = resolver.candidates(name)
            assert product.id in {c.id for c in found if c.score == 1.0}, name


@pytest.mark.parametrize(
    ("phrase", "product"),
    [
        ("detergent", "tide-pods-81-count"),
        ("세제", "tide-pods-81-count"),
        ("coffee", "lavazza-super-crema-coffee-beans-1-kilogram"),
        ("커피", "lavazza-super-crema-coffee-beans-1-kilogram"),
        ("milk", "house-choice-whole-milk-1-gallon"),
        ("김치", "jongga-whole-cabbage-kimchi-3.3-kilograms"),
        ("휴지", "charmin-ultra-soft-mega-18-rolls"),
    ],
)
def test_a_general_word_means_what_the_household_buys(
    phrase: str, product: str, resolver: Resolver
) -> None:
    first, second, *_ = resolver.candidates(phrase)
    assert first.id == product
    assert second.score < first.score - 0.08


@pytest.mark.parametrize("phrase", ["vinegar", "식초"])
def test_vinegar_needs_asking(phrase: str, resolver: Resolver) -> None:
    first, second, third = resolver.candidates(phrase, limit=3)
    assert first.score == second.score == 1.0
    assert third.score < 0.9


def test_the_catalog_that_ships_is_the_one_its_files_make(tmp_path: Path) -> None:
    from assistant.storage.catalog.catalog_file import build, dump  # noqa: PLC0415

    fresh = tmp_path / "catalog.db"
    build(PROJECT / "config" / "catalog", fresh, PROJECT / "config" / "household")
    assert dump(PROJECT / "catalog.db") == dump(fresh)
