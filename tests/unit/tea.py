"""Tea, which several sellers offer."""

from typing import Final

import msgspec

from assistant.core.money import Money
from assistant.store.goods.catalog import Product, SellerOffer

TEA: Final = Product(
    id="tea",
    category_id="tea",
    brand={},
    names={"en": "Tea"},
    aliases={},
    size=1,
    size_unit="count",
    prices=(Money(1000, "USD"),),
    seller_id="home",
)


def tea_of(seller: str, minor: int, currency: str = "USD", **more: object) -> SellerOffer:
    """A seller's offer of it, at a price in the smallest unit of a currency."""
    told = SellerOffer(
        id=f"{seller}:tea", product_id="tea", seller_id=seller, unit_price=Money(minor, currency)
    )
    return msgspec.structs.replace(told, **more)
