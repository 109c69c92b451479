from assistant.core.money import Money


def test_money_is_read_exactly() -> None:
    assert Money.parse("19.99", "USD") == Money(1999, "USD")
    assert str(Money.parse("25900", "KRW")) == "25900 KRW"
