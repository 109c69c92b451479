"""A phrase taken apart into a name, a price and traits, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.money import Money
from assistant.language.words.facets import Facets, facets, said_price
from assistant.language.words.traits import TRAITS, as_bits, traits_in


@pytest.mark.parametrize(
    ("said", "name", "most", "least", "traits"),
    [
        ("organic milk under five dollars", "milk", 500, None, {"organic"}),
        ("organic milk under 5", "milk", 500, None, {"organic"}),
        ("milk that is organic", "milk", None, None, {"organic"}),
        ("detergent without perfume", "detergent", None, None, {"fragrance_free"}),
        ("fragrance free detergent for less than $12.50", "detergent", 1250, None, {"fragrance_free"}),
        ("decaf coffee for under ten bucks", "coffee", 1000, None, {"decaf"}),
        ("wine over ten dollars and under twenty dollars", "wine", 2000, 1000, set()),
        ("vinegar up to three fifty", "vinegar", 350, None, set()),
        ("soap for ninety nine cents or less", "soap", 99, None, set()),
        ("milk under four dollars and fifty cents", "milk", 450, None, set()),
        ("unscented soap", "soap", None, None, {"fragrance_free"}),
        ("milk", "milk", None, None, set()),
        ("five alive juice", "five alive juice", None, None, set()),
        ("under armour socks", "under armour socks", None, None, set()),
        ("under five dollars", "", 500, None, set()),
    ],
)  # fmt: skip
def test_english(
    said: str, name: str, most: int | None, least: int | None, traits: set[str]
) -> None:
    assert facets(said, "USD") == Facets(
        name,
        None if most is None else Money(most, "USD"),
        None if least is None else Money(least, "USD"),
        frozenset(traits),
    )


@pytest.mark.parametrize(
    ("said", "name", "most", "traits"),
    [
        ("오천 원 이하 유기농 우유", "우유", 5000, {"organic"}),
        ("5천원 이하 무향 세제", "세제", 5000, {"fragrance_free"}),
        ("만 원 안 넘는 커피", "커피", 10000, set()),
        ("12,000원 미만 세제", "세제", 12000, set()),
        ("만 오천 원 까지만 샴푸", "샴푸", 15000, set()),
        ("삼천 원 안 되는 과자", "과자", 3000, set()),
        ("향 없는 세제", "세제", None, {"fragrance_free"}),
        ("디카페인 커피", "커피", None, {"decaf"}),
        ("세제", "세제", None, set()),
    ],
)
def test_korean(said: str, name: str, most: int | None, traits: set[str]) -> None:
    limit = None if most is None else Money(most, "KRW")
    assert facets(said, "KRW") == Facets(name, limit, None, frozenset(traits))


def test_a_price_in_another_currency_is_no_limit_here() -> None:
    assert not facets("milk under 5000 won", "USD")


@pytest.mark.parametrize(
    ("said", "currency", "minor"),
    [
        ("ten", "USD", 1000), ("9.99", "USD", 999), ("ten dollars", "USD", 1000),
        ("twelve fifty", "USD", 1250), ("twenty five", "USD", 2500), ("만 원", "KRW", 10000),
        ("nine dollars and ninety nine cents", "USD", 999), ("5천 원", "KRW", 5000),
    ],
)  # fmt: skip
def test_a_price_is_said_in_many_ways(said: str, currency: str, minor: int) -> None:
    assert said_price(said, currency) == Money(minor, currency)


@pytest.mark.parametrize("said", ["", "cheap", "minus five", "0", "ten euros", "99" * 40])
def test_what_is_no_price_is_none(said: str) -> None:
    found = said_price(said, "USD")
    assert found is None or found.minor > 10**15


def test_each_trait_has_a_bit_of_its_own() -> None:
    bits = [as_bits(frozenset({trait})) for trait in TRAITS]
    assert len(set(bits)) == len(TRAITS) <= 32
    assert as_bits(("organic", "nonsense")) == as_bits(("organic",))
    assert traits_in("Sugar-Free Decaf 커피") == {"sugar_free", "decaf"}


@given(st.text(max_size=60))
def test_any_phrase_is_taken_apart(said: str) -> None:
    found = facets(said, "USD")
    assert found.most is None or found.most.minor > 0
    if not found:
        assert found.phrase == " ".join(said.split())


@pytest.mark.parametrize(
    ("said", "thing", "without"),
    [
        ("coffee but not decaf", "coffee", "decaf"),
        ("oat milk not almond", "oat milk", "almond"),
        ("yogurt except the vanilla one", "yogurt", "vanilla"),
        ("디카페인 말고 커피", "커피", "디카페인"),
        ("타이드 말고 다른 세제", "세제", "타이드"),
        ("아몬드 빼고 우유", "우유", "아몬드"),
        ("coffee", "coffee", ""),
    ],
)
def test_what_a_thing_is_not_to_be_is_no_part_of_its_name(
    said: str, thing: str, without: str
) -> None:
    found = facets(said, "USD")
    assert (found.phrase, found.without) == (thing, without)


@pytest.mark.parametrize(
    "said", ["커피 10달러 안 넘게", "커피 10달러 넘지 않게", "coffee nothing over ten"]
)
def test_a_limit_may_be_said_as_what_is_not_to_be_exceeded(said: str) -> None:
    assert facets(said, "USD").most == Money(1000, "USD")
