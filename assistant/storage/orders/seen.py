"""What was looked up for a batch of requests, so that it is asked once and not for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.core.messages import Role
from assistant.store.orders.decision import DeviceKept, Effect, RuleKept, StockCounted


@dataclass
class Seen:
    """True while its batch holds the locks; what a decision changes is forgotten."""

    roles: dict[str, Role | None] = field(default_factory=dict)
    stock: dict[str, Mapping[str, int]] = field(default_factory=dict)
    rules: Mapping[str, str] | None = None

    def forget(self, effect: Effect) -> None:
        """An effect has changed some of it."""
        match effect:
            case DeviceKept():
                self.roles.pop(effect.device_id, None)
            case StockCounted():
                self.stock.pop(effect.product_id, None)
            case RuleKept():
                self.rules = None
            case _:
                pass

    def forget_stock(self) -> None:
        """An order has moved stock."""
        self.stock = {product_id: kept for product_id, kept in self.stock.items() if not kept}
