"""How much may be bought in a day, and by which device."""

from dataclasses import dataclass

from assistant.core.money import Money


@dataclass(frozen=True, slots=True)
class Limits:
    """What the owner allows; None or 0 is no limit. A day begins at the household's midnight."""

    code_above: Money | None = None
    """An order that costs more wants the household's code."""
    device_orders: int = 0
    house_orders: int = 0
    device_spending: Money | None = None
    house_spending: Money | None = None

    @property
    def daily(self) -> bool:
        """Whether anything is limited by the day."""
        return bool(
            self.device_orders or self.house_orders or self.device_spending or self.house_spending
        )


@dataclass(frozen=True, slots=True)
class Spent:
    """What was ordered since a moment and not cancelled; in minor units of the household's currency."""

    orders: int = 0
    minor: int = 0
    before: int = 0
    """What was bought without an order, before there were any: no day's limit knows of it."""

    @property
    def in_all(self) -> int:
        """What a month's budget has to bear."""
        return self.minor + self.before


def too_many(limits: Limits, device: Spent, house: Spent) -> str | None:
    """Why nobody may order any more today; None where there is room."""
    if limits.device_orders and device.orders >= limits.device_orders:
        return f"too_many_orders: this device may place {limits.device_orders} orders a day"
    if limits.house_orders and house.orders >= limits.house_orders:
        return f"too_many_orders: this household may place {limits.house_orders} orders a day"
    return None


def too_dear(limits: Limits, price: Money, device: Spent, house: Spent) -> str | None:
    """Why an order of this price wants the household's code; None where it does not."""
    if _above(price.minor, price, limits.code_above):
        return f"code_needed: it costs {price}, above {limits.code_above}"
    if _above(device.minor + price.minor, price, limits.device_spending):
        return f"code_needed: this device may spend {limits.device_spending} a day"
    if _above(house.minor + price.minor, price, limits.house_spending):
        return f"code_needed: this household spends at most {limits.house_spending} a day"
    return None


def _above(minor: int, price: Money, limit: Money | None) -> bool:
    """A limit in another currency cannot be compared: it counts as passed."""
    return limit is not None and (price.currency != limit.currency or minor > limit.minor)
