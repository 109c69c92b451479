"""What a feed or a seller sends: believed, held for the owner, or refused."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from assistant.core.money import Money
from assistant.store.goods.catalog import PriceBreak, SellerOffer
from assistant.store.market.offer_check import Accepted, Held, Refused, judge

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
CURRENCIES = ("USD", "KRW")


def offer(minor: int, currency: str = "USD", **more: object) -> SellerOffer:
    told = SellerOffer(id="s:p", product_id="p", seller_id="s", unit_price=Money(minor, currency))
    return msgspec.structs.replace(told, **more)


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        (1999, 1899, Accepted),
        (1999, 9999, Accepted),
        (1999, 199_900, Held),
        (1999, 20, Held),
        (1999, 19_990, Held),
        (100, 11, Accepted),
    ],
)
def test_a_price_that_jumps_is_held(before: int, now: int, kind: type) -> None:
    assert isinstance(judge(offer(now), offer(before), (), CURRENCIES), kind)


@pytest.mark.parametrize(
    ("lately", "now", "kind"),
    [
        ([100, 500], 2500, Held),  # twice five times
        ([500, 2500], 99, Held),
        ([100, 500], 900, Accepted),
        ([5, 500], 500, Accepted),  # what counts already is not asked about
        ([], 2500, Accepted),
    ],
)
def test_small_jumps_that_make_a_large_one_are_held(
    lately: list[int], now: int, kind: type
) -> None:
    prices = [Money(each, "USD") for each in lately]
    verdict = judge(offer(now), offer(500), (), CURRENCIES, lately=prices)
    assert isinstance(verdict, kind)
    if isinstance(verdict, Held):
        assert "within 30 days" in verdict.reason


@pytest.mark.parametrize(("minor", "kind"), [(500, Accepted), (2, Held), (50_000, Held)])
def test_a_first_price_far_from_all_others_is_held(minor: int, kind: type) -> None:
    used = [offer(10, condition="used")] * 3
    others = [offer(450), offer(520), *used]
    assert isinstance(judge(offer(minor), None, others, CURRENCIES), kind)


def test_a_market_of_one_is_believed_and_so_is_a_used_thing() -> None:
    assert isinstance(judge(offer(5), None, (), CURRENCIES), Accepted)
    assert isinstance(judge(offer(5, condition="used"), None, [offer(900)], CURRENCIES), Accepted)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (offer(0), "is no price"),
        (offer(-5), "is no price"),
        (offer(10**10 + 1), "is no price"),
        (offer(500, "EUR"), "not in KRW or USD"),
        (offer(500, valid_from=NOW, valid_until=NOW - timedelta(1)), "ends before it begins"),
        (offer(500, breaks=(PriceBreak(3, Money(500, "USD")),)), "more has to cost less"),
        (offer(500, breaks=(PriceBreak(1, Money(400, "USD")),)), "more has to cost less"),
        (offer(500, breaks=(PriceBreak(3, Money(400, "KRW")),)), "USD and KRW"),
    ],
)
def test_what_cannot_be_an_offer_is_refused(wrong: SellerOffer, reason: str) -> None:
    verdict = judge(wrong, None, (), CURRENCIES)
    assert isinstance(verdict, Refused)
    assert reason in verdict.reason
