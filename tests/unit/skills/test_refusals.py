"""Refusals in plain words: every code that voice can meet, in both languages."""

import ast
import inspect
import re
from types import ModuleType

import pytest

from assistant.core.messages import Answer
from assistant.core.money import Money
from assistant.core.settings import LANGUAGES, PROJECT, Language
from assistant.language.replies.reply import Replies
from assistant.skills.refusals import SPOKEN, code_of, refusal
from assistant.store.household import limits, permissions
from assistant.store.orders import changes as order_changes
from assistant.store.orders import holding, owner_requests, placing
from assistant.store.orders import requests as orders
from assistant.store.orders.holding import amounts, shortage

NAMES = {"tide": {"en": "Tide Pods", "ko": "타이드 팟"}}
NOT_FOR_THE_EAR = frozenset(
    {
        *("unknown_slot", "not_yours", "too_early", "not_possible"),
        # Orders that are held for these are asked about.
        *("price_changed", "above_ceiling", "other_seller", "other_product", "comes_late"),
        *("shipping_changed", "locked", "over_budget", "unwanted"),
    }
)


def codes(*modules: ModuleType) -> set[str]:
    """Every `code: explanation` that the store may answer."""
    found: set[str] = set()
    for module in modules:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                match = re.match(r"([a-z]+(?:_[a-z]+)*): \S?", node.value)
                if match and "\n" not in node.value:
                    found.add(match[1])
    return found


def test_every_code_has_words_or_is_never_heard() -> None:
    known = codes(orders, placing, holding, limits, order_changes, permissions, owner_requests)
    assert known - SPOKEN - NOT_FOR_THE_EAR == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*sorted(SPOKEN), "above_ceiling", "failed", ""])
def test_no_code_is_ever_said(code: str, language: Language) -> None:
    replies = Replies.load(PROJECT / "intents", language)
    answer = Answer(request_id="r", status="refused", reason=f"{code}: tide is x_y")
    for names in (None, NAMES):
        say = refusal(answer, names)
        reply = replies.render(say.key, **say.data)
        assert "_" not in reply.text + reply.speech
        assert "x_y" not in reply.text
        assert reply.text


def test_what_is_short_is_named() -> None:
    reason = "out_of_stock: tide: only 2 left"
    say = refusal(Answer(request_id="r", status="refused", reason=reason), NAMES)
    assert say.data["name"] == NAMES["tide"]
    assert say.data["left"] == 2
    assert shortage("out_of_stock: tide: none left") == ("tide", 0, "")
    assert shortage("out_of_stock: tide: only 2 left at far") == ("tide", 2, "far")
    assert shortage("too_late: tide") is None


def test_amounts_of_a_reason() -> None:
    assert amounts("price_changed: it costs 21.99 USD now, 19.99 USD before") == (
        Money(2199, "USD"),
        Money(1999, "USD"),
    )
    assert amounts("above_ceiling: it costs 26900 KRW, the slot allows 24000 KRW") == (
        Money(26900, "KRW"),
        Money(24000, "KRW"),
    )
    assert amounts("locked: the child lock is on") == ()


def test_an_unanswered_request_has_no_code() -> None:
    assert code_of(None) == ""
    assert refusal(None).key == "refused"
