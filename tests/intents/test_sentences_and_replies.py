"""Every sentence file has a mirrored test file, and no intent takes another's sentence."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from assistant.core.settings import PROJECT
from assistant.language.matching.match import Matcher
from assistant.language.replies.reply import Replies
from assistant.language.templates.files import sentence_files
from assistant.language.templates.sentences import Sentences

INTENTS = PROJECT / "intents"
TESTS = Path(__file__).parent
LANGUAGES = ("en", "ko")
NAMES = frozenset(
    [
        "Reorder",
        "Order",
        "Demand",
        "WhatElse",
        "WhichOne",
        "Compare",
        "Aisles",
        "IsSold",
        "BestBy",
        "AskWhy",
        "Also",
        "AddToOrder",
        "OrderArrived",
        "OrderTrouble",
        "LastBought",
        "BoughtFrom",
        "PricePer",
        "PriceOfMany",
        "PriceDifference",
        "InStock",
        "ProductFact",
        "DeliveryAsk",
        "CancelUntil",
        "HasTrait",
        "LabelFact",
        "HowOften",
        "SpentIn",
        "WhatOrdered",
        "TakeOut",
        "ChangeOrder",
        "ListReplace",
        "ListMove",
        "ListRename",
        "LetGo",
        "OrderStatus",
        "CancelOrder",
        "HeldOrders",
        "HeldPrices",
        "ConfirmOrder",
        "ReturnOrder",
        "ChildLock",
        "SayCode",
        "RunOut",
        "PlayMusic",
        "Stop",
        "Pause",
        "Resume",
        "Next",
        "NowPlaying",
        "VolumeUp",
        "VolumeDown",
        "ListAdd",
        "ListRemove",
        "ListShow",
        "ListCreate",
        "ListDelete",
        "Recommend",
        "PriceCheck",
        "PriceWatch",
        "WatchShow",
        "WatchDrop",
        "WhoSells",
        "SellersShow",
        "SellerAbout",
        "UsualShow",
        "CheaperElsewhere",
        "TeachName",
        "PriceOf",
        "OnSale",
        "ShippingCost",
        "Rate",
        "Yes",
        "No",
        "NeverMind",
        "Repeat",
        "Help",
        "SmallTalk",
        "Choose",
        "AskOption",
        "Wait",
        "MuteMicrophone",
        "ChangeQuantity",
        "OneMore",
        "ListOrder",
        "GoesWith",
        "SuggestSwitch",
        "SuggestAsk",
        "NeverSuggest",
        "TasteShow",
        "BudgetSet",
        "BudgetDrop",
        "BudgetShow",
        "MemberIs",
        "MembersShow",
        "KnownShow",
        "FavouriteSet",
        "FavouriteDrop",
        "FavouriteShow",
        "StockAsk",
        "StockGone",
        "StockThere",
        "StockUsed",
        "StockList",
        "StockLow",
        "AlwaysTake",
        "UnwantedShow",
        "GoodFor",
        "BetterThan",
        "Want",
        "OrderLater",
    ]
)


class Case(msgspec.Struct, forbid_unknown_fields=True):
    """Sentences that mean the same."""

    sentences: list[str]
    intent: str | None = None
    slots: dict[str, Any] = {}
    after: str = ""
    """What was spoken of before; by themselves they may mean something else."""


class CaseFile(msgspec.Struct, forbid_unknown_fields=True):
    """The mirrored test of one sentence file."""

    language: str
    tests: list[Case]
    sold: list[str] = []
    """What the shop has, for sentences that ask for what it sells."""


class Shop:
    """One matcher for all files of a language, and what the shop of the file at hand has.

    A matcher takes 75 MB and some seconds: one for each file would fill a small machine.
    """

    def __init__(self, language: str) -> None:
        self.sold: frozenset[str] = frozenset()
        self.matcher = Matcher(Sentences.load(INTENTS, language), lambda name: name in self.sold)


shop_of = cache(Shop)


def cases() -> list[Any]:
    found = []
    for path in sorted(TESTS.glob("*/*.yaml")):
        file = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), CaseFile)
        for case in file.tests:
            for text in case.sentences:
                name = f"{path.parent.name}/{path.stem}: {text}"
                found.append(pytest.param(file.language, frozenset(file.sold), text, case, id=name))
    return found


@pytest.mark.parametrize(("language", "sold", "text", "case"), cases())
def test_a_sentence_means(language: str, sold: frozenset[str], text: str, case: Case) -> None:
    shop = shop_of(language)
    shop.sold = sold
    understood = shop.matcher
    if case.after:
        intent = next(understood.following(case.after, text), None)
    else:
        intent = understood.understand(text).intent
    name = intent.name if intent else None
    assert name == case.intent
    if intent is not None:
        assert {slot: found.value for slot, found in intent.slots.items()} == case.slots


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_file_has_a_test(language: str) -> None:
    with_intents = {
        path.name
        for path in sentence_files(INTENTS, language)
        if "intents" in yaml.safe_load(path.read_text("utf-8"))
    }
    assert with_intents == {path.name for path in (TESTS / language).glob("*.yaml")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_known_and_tested(language: str) -> None:
    sentences = Sentences.load(INTENTS, language)
    tested = {case.values[3].intent for case in cases() if case.values[0] == language}
    assert sentences.intents <= NAMES
    assert sentences.intents <= tested
    behind = {(each.intent, each.after) for some in sentences.following.values() for each in some}
    assert behind <= {(case.values[3].intent, case.values[3].after) for case in cases()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_small_talk_topic_has_a_reply(language: str) -> None:
    replies = Replies.load(INTENTS, language)
    sentences = Sentences.load(INTENTS, language)
    topics = {
        f"small_talk.{template.slots['topic']}"
        for template in sentences.templates
        if template.intent == "SmallTalk"
    }
    assert topics <= replies.keys


def test_both_languages_have_the_same_replies() -> None:
    english, korean = (Replies.load(INTENTS, language) for language in LANGUAGES)
    assert english.keys == korean.keys


def test_both_languages_know_the_buying_and_playing_intents() -> None:
    needed = NAMES - {"ListAdd", "ListRemove", "ListShow", "ListCreate", "ListDelete"}
    for language in LANGUAGES:
        assert needed - {"Rate", "Recommend"} <= Sentences.load(INTENTS, language).intents
