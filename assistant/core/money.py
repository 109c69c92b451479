"""Money as integer minor units with a currency: never a float."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Self

import msgspec
from babel.numbers import get_currency_precision

Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class Money(msgspec.Struct, frozen=True, kw_only=False):
    """An amount in the minor unit of its currency (cents for USD, won for KRW).

    Amounts of different currencies do not add or compare: `ValueError`.
    """

    minor: int
    currency: Currency

    @classmethod
    def parse(cls, amount: str, currency: str) -> Self:
        """Read a plain decimal such as `19.99`; `ValueError` where it is none or too precise."""
        try:
            value = Decimal(amount.strip())
        except InvalidOperation:
            raise ValueError(f"{amount!r} is not an amount of money") from None
        minor = value.scaleb(get_currency_precision(currency))
        if not minor.is_finite() or minor != minor.to_integral_value():
            raise ValueError(f"{amount!r} has more decimals than {currency} has")
        return cls(int(minor), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} with {other.currency}")

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __le__(self, other: "Money") -> bool:
        self._same_currency(other)
        return self.minor <= other.minor

    def __lt__(self, other: "Money") -> bool:
        self._same_currency(other)
        return self.minor < other.minor

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"
