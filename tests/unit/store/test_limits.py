"""The owner's limits: from the settings to the rules that decide, and what they say."""

import pytest

from assistant.core import settings
from assistant.core.errors import SettingsError
from assistant.core.money import Money
from assistant.order_service.start import household_rules
from assistant.store.household.limits import Limits, Spent, too_dear, too_many


def rules_of(*overrides: str) -> Limits:
    return household_rules(settings.load({}, overrides)).limits


def test_without_settings_nothing_is_limited() -> None:
    rules = household_rules(settings.load({}))
    assert rules.limits == Limits()
    assert not rules.limits.daily
    assert not rules.known_only


def test_limits_are_in_the_households_money() -> None:
    amounts = '{USD = "20.50", KRW = "30000"}'
    assert rules_of(f"limits.code_above={amounts}").code_above == Money(2050, "USD")
    korean = rules_of(f"limits.household_spending_per_day={amounts}", "household.currency=KRW")
    assert korean.house_spending == Money(30_000, "KRW")
    assert korean.daily


def test_only_known_devices_may_ask() -> None:
    assert household_rules(settings.load({}, ["limits.known_devices_only=true"])).known_only


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ('limits.code_above={KRW = "30000"}', "has no amount in USD"),
        ('limits.code_above={USD = "much"}', "no amount"),
        ('limits.device_spending_per_day={USD = "-5"}', "less than nothing"),
        ('limits.household_spending_per_day={USD = "1.999"}', "more decimals"),
        ("limits.device_orders_per_day=-1", "device_orders_per_day"),
        ("limits.code_above=20", "code_above"),
    ],
)
def test_an_amount_that_cannot_be_used_is_named(override: str, says: str) -> None:
    with pytest.raises(SettingsError) as raised:
        rules_of(override)
    assert says in str(raised.value) or "not an amount" in str(raised.value)
    assert "limits" in str(raised.value)


def test_the_last_order_of_the_day() -> None:
    limits = Limits(device_orders=2, house_orders=3)
    assert too_many(limits, Spent(1, 0), Spent(2, 0)) is None
    assert "this device" in (too_many(limits, Spent(2, 0), Spent(2, 0)) or "")
    assert "this household" in (too_many(limits, Spent(0, 0), Spent(3, 0)) or "")


@pytest.mark.parametrize(
    ("limits", "device", "house", "says"),
    [
        (Limits(code_above=Money(1000, "USD")), 0, 0, None),
        (Limits(code_above=Money(999, "USD")), 0, 0, "above"),
        (Limits(code_above=Money(9_999_999, "KRW")), 0, 0, "above"),
        (Limits(device_spending=Money(1500, "USD")), 500, 500, None),
        (Limits(device_spending=Money(1500, "USD")), 501, 501, "this device"),
        (Limits(house_spending=Money(1500, "USD")), 0, 501, "this household"),
    ],
)
def test_what_costs_too_much_wants_the_code(
    limits: Limits, device: int, house: int, says: str | None
) -> None:
    why = too_dear(limits, Money(1000, "USD"), Spent(1, device), Spent(1, house))
    assert (why is None) if says is None else says in (why or "")
