"""What was understood of a sentence."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

BUYING: Final = frozenset({"Order", "Reorder"})
"""Names of the intents that spend money: nothing around such a sentence is passed over."""

WANTING: Final = BUYING | {"Want"}
"""Names of the intents that speak of buying: a misheard one is believed for what is sold only."""

LASTING: Final = frozenset(
    {"ChildLock", "BudgetSet", "BudgetDrop", "MuteMicrophone", "ConfirmOrder", "ListDelete"}
    | {"NeverSuggest", "SuggestSwitch", "LetGo", "FavouriteDrop", "MemberIs", "TeachName"}
    | {"ReturnOrder", "OrderArrived"}
)
"""Names of the intents whose effect stays: meant only where they are said word for word."""
ABOUT_LISTS: Final = frozenset(
    {"ListAdd", "ListRemove", "ListShow", "ListCreate", "ListDelete", "ListOrder"}
    | {"ListReplace", "ListRename", "ListMove"}
)
"""Names of the intents whose sentences speak of a list."""

NAMED_BY: Final = frozenset(
    {"product", "item", "ordered", "kind", "than", "rival", "rather", "goods"}
)
"""Slots whose words are the name of something sold."""
TELLING: Final = frozenset(
    {"Aisles", "AskWhy", "BestBy", "BetterThan", "BoughtFrom", "BudgetShow", "CheaperElsewhere"}
    | {"Compare", "FavouriteShow", "GoesWith", "GoodFor", "HasTrait", "HeldOrders", "HeldPrices"}
    | {"Help", "HowOften", "IsSold", "LastBought", "ListShow", "MembersShow", "NowPlaying"}
    | {"KnownShow", "SuggestAsk"}
    | {"CancelUntil", "DeliveryAsk", "InStock", "PriceDifference", "PriceOfMany", "ProductFact"}
    | {"OnSale", "OrderStatus", "PriceCheck", "PriceOf", "PricePer", "RunOut", "SellerAbout"}
    | {"SellersShow", "ShippingCost", "SmallTalk", "SpentIn", "StockAsk", "StockList", "StockLow"}
    | {"TasteShow", "UnwantedShow", "UsualShow", "WatchShow", "WhatOrdered"}
    | {"WhoSells"}
)
"""Names of the intents that tell something and change nothing."""

IT: Final = "it"
"""What a slot is that is said by "it" or "that": what was spoken of, or done, last."""
TOLD: Final = "told"
"""Of a slot `which`: what was told or offered just now, by its place; a place of 0 means all of it."""


class Slot(msgspec.Struct, frozen=True):
    """A part of a sentence that carries meaning."""

    text: str
    """As it was said."""
    value: Any
    """What it stands for: a number, a canonical word, or the phrase itself to be resolved."""
    score: float = 1.0
    """How sure, 0 to 1."""


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence's meaning: its name (`Reorder`, `PlayMusic`, ...) and slots."""

    name: str
    slots: Mapping[str, Slot] = {}
    text: str = ""
    language: str = "en"
    score: float = 1.0
    """How sure, 0 to 1."""

    def value(self, slot: str, default: Any = None) -> Any:
        """The value of a slot, or `default` where the sentence has none."""
        found = self.slots.get(slot)
        return default if found is None else found.value
