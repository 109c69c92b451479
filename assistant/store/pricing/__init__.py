"""A basket priced as a whole: which seller delivers which line for the least money together."""

from assistant.store.pricing.basket import (
    Demands,
    Impossible,
    Lacking,
    Lot,
    OneMore,
    Parcel,
    PricedBasket,
    Shopping,
    Want,
    price_basket,
)

__all__ = [
    "Demands",
    "Impossible",
    "Lacking",
    "Lot",
    "OneMore",
    "Parcel",
    "PricedBasket",
    "Shopping",
    "Want",
    "price_basket",
]
