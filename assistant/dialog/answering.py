"""Which option of an open question an utterance chooses, if any."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeGuard

from assistant.dialog.choice import (
    ASKS,
    EACH,
    again,
    by_name,
    chosen,
    chosen_by_question,
    other_than,
    unnamed,
)
from assistant.dialog.correcting import corrected
from assistant.dialog.for_all import for_all
from assistant.dialog.naming import priced
from assistant.dialog.steps import Ask, Question, Step
from assistant.language.intent import BUYING, IT, TOLD, Intent, Slot
from assistant.language.words.answer_words import bare_answer, behind_a_no, refuses
from assistant.language.words.bare_count import MOST_COUNTED, bare_count
from assistant.language.words.digits import code as spoken_code
from assistant.language.words.digits import is_code
from assistant.language.words.questions import asks

ENOUGH = "enough"
"""A yes that says only that nothing more is wanted."""
AGREEING = frozenset({"Yes", "ConfirmOrder"})
DECLINING = frozenset({"No", "NeverMind", "Stop", "CancelOrder"})
AMENDING = frozenset(
    {"AskWhy", "ChangeQuantity", "Choose", "Demand", "OneMore", "Order", "TakeOut"}
)
ADDING = frozenset({"AddToOrder", "Also"})
"""What may be said of an order while it is being asked about, to have one thing more in it."""
ASIDE = frozenset(
    {
        "CancelUntil",
        "DeliveryAsk",
        "InStock",
        "PriceCheck",
        "PriceDifference",
        "PriceOfMany",
        "PricePer",
        "ProductFact",
        "HasTrait",
        "LabelFact",
        "BoughtFrom",
        "WhoSells",
        "SmallTalk",
        "Help",
        "Repeat",
        "OrderStatus",
        "NowPlaying",
        "VolumeUp",
        "VolumeDown",
        "Pause",
    }
)
"""What may be said while a question is open without an answer or another subject in it."""
NAMING = frozenset({"product", "item", "list"})
"""Slots that hold the name of what something is done to."""
DEMANDED = frozenset({"day", "before", "manner", "not_seller"})
"""What makes a wish with a name a wish of its own: "order tide pods by today" is no yes to tide pods."""
_TAKEN_OFF = frozenset({"off", "out", "from", "away", "list"})
"""Words by which "take" is not "I take": "take the last thing off the list"."""
_ALTERNATIVES = {"CheaperElsewhere": "cheapest", "Recommend": "other"}


def is_about_sound_perhaps(intent: Intent | None) -> bool:
    """Whether it is only like a wish for another volume: "send two" sounds like "sound two"."""
    return intent is not None and intent.name in {"VolumeUp", "VolumeDown"} and intent.score < 1


def is_aside(intent: Intent | None) -> bool:
    """Whether an utterance leaves an open question open."""
    if intent is None:
        return False
    of_what_is_open = intent.name == "PriceOf" and "product" not in intent.slots
    return intent.name in ASIDE or of_what_is_open


def answer(
    question: Question,
    intent: Intent | None,
    text: str,
    understand: Callable[[str], Intent | None] = lambda _: None,
    behind: Callable[[str], Iterable[Intent]] = lambda _: (),
) -> Step | None:
    """The step that follows, or None where the utterance is no answer but a new subject.

    An answer is a yes or a no, a place in the list ("the second"), a price or a size ("the cheap
    one"), or a name or a part of one. What corrects the wish asks the question anew.

    Args:
        question: that is open.
        intent: what the utterance means by itself.
        text: as it was said.
        understand: the meaning of a text; helps with "the Heinz one, two of them".
        behind: what a text means of what is being ordered, the likeliest first: "no tuna".
    """
    if question.code is not None:
        return _code(question, question.code, intent.name if intent else None, text)
    return (
        corrected(question, intent, text, behind(text))
        or for_all(question, text)
        or (chosen_by_question(question, text) if intent is None else None)
        or _reply_to(question, intent, text, understand)
    )


def _reply_to(
    question: Question, intent: Intent | None, text: str, understand: Callable[[str], Intent | None]
) -> Step | None:
    """What follows an answer to this question alone."""
    if _is_another_subject(question, intent):
        return None
    intent = _as_choice(question, intent)
    if intent is None and asks(text):
        return None
    if intent is not None and intent.value("says") == ENOUGH and _left_open(question, text):
        return again(question)
    if len(question.options) > 1 and (intent is None or intent.name in BUYING):
        costs = priced(question.options, text)
        if costs is not None:
            return unnamed(question, costs.id)
    refused = refuses(text)
    if refused:
        question = _without_yes(question)
    if intent is None:
        amended = _how_many(question, text)
        if amended is not None:
            return amended
        intent = _chosen_after_no(question, text, understand) if refused else None
    if intent is None and question.as_if and question.options and not refused:
        return _as_ordered(question, text, understand)
    return _counted(question, intent) or _answered(question, intent, text)


def _as_ordered(
    question: Question, text: str, understand: Callable[[str], Intent | None]
) -> Step | None:
    """What follows a bare answer, understood as the sentence that it stands for; else its name."""
    meant = understand(question.as_if.replace("{}", text))
    order = meant if meant is not None and meant.name in BUYING else None
    step = _counted(question, order) or _answered(question, order, text)
    return step or question.rather(bare_answer(text))


def _how_many(question: Question, text: str) -> Step | None:
    """What follows where a number is all that is said: "two of those"."""
    count = bare_count(text, "en" if text.isascii() else "ko", MOST_COUNTED)
    if count is None or not question.options:
        return None
    number = Intent(name="ChangeQuantity", slots={"quantity": Slot(text, count)}, text=text)
    return question.amend(number)


def _chosen_after_no(
    question: Question, text: str, understand: Callable[[str], Intent | None]
) -> Intent | None:
    """The choice behind a no: "no, the first" refuses what was thought, not what is offered."""
    if len(question.options) <= 1:
        return None
    meant = understand(behind_a_no(text))
    return meant if meant is not None and meant.name == "Choose" else None


def _is_another_subject(question: Question, intent: Intent | None) -> bool:
    """Whether it buys under conditions of its own, or buys where something would be taken away."""
    if intent is None:
        return False
    if question.undoes and (intent.name in BUYING | {"ConfirmOrder"} or _orders_it(intent)):
        return True
    return intent.name in BUYING and bool(intent.slots.keys() & DEMANDED)


def _left_open(question: Question, text: str) -> bool:
    """Whether "that's all" does not answer: which one, whether to take back, or behind a no."""
    return len(question.options) != 1 or question.undoes or refuses(text)


def _orders_it(intent: Intent) -> bool:
    """Whether a yes says that something is to be ordered: "order it" cancels and deletes nothing."""
    return intent.name == "Yes" and intent.value("says") == "order"


def _as_choice(question: Question, intent: Intent | None) -> Intent | None:
    """What chooses among what is offered, though it means something else by itself.

    Over a single offer "do you have anything cheaper?" asks for that, and "what else?" too; among
    several "take the second one" takes nothing off a list, and "the same as before" is the usual.
    """
    several = len(question.options) > 1
    if several and _is_as_before(intent) and "Reorder" not in question.meant_by:
        usual = {"by": Slot("", "usual")}
        return Intent(name="Choose", slots=usual, text=intent.text, language=intent.language)
    if several and intent is not None and intent.name == "ListRemove" and _is_a_place(intent):
        return Intent(name="Choose", slots=intent.slots, text=intent.text, language=intent.language)
    if intent is None or intent.name not in _ALTERNATIVES or len(question.options) != 1:
        return intent
    if intent.slots.keys() - {"by"}:
        return intent
    slots = {"by": Slot("", _ALTERNATIVES[intent.name]), ASKS: Slot("", "yes")}
    return Intent(name="Choose", slots=slots, text=intent.text, language=intent.language)


def _is_as_before(intent: Intent | None) -> TypeGuard[Intent]:
    """Whether it surely asks for the same again and names nothing."""
    if intent is None or intent.score < 1:
        return False
    return intent.name == "Reorder" and not intent.slots


def _is_a_place(intent: Intent) -> bool:
    """Whether it is only to be taken what is at a place: "take the second one", not "off the list"."""
    said = set(intent.text.casefold().replace(".", " ").replace("!", " ").split())
    return intent.slots.keys() == {"ordinal"} and "take" in said and not said & _TAKEN_OFF


def _answered(question: Question, intent: Intent | None, text: str) -> Step | None:
    name = intent.name if intent else None
    if intent is not None and intent.name in AMENDING | ADDING:
        several = len(question.options) > 1 and intent.name == "Choose"
        amended = None if several else question.amend(intent)
        if amended is not None:
            return amended
        if len(question.options) == 1 and intent.value("by") == "other":
            return question.decline
    meant = _meant(question, intent)
    if meant is not None:
        return (question.agree or question.choose)(meant)
    if name in DECLINING:
        return question.decline
    if name in AGREEING:
        if len(question.options) == 1:
            return question.choose(question.options[0].id)
        return again(question)  # a yes to which of them? It is not asked for ever.
    if name == "Choose" and intent is not None:
        return chosen(question, intent)
    if name is not None and name not in BUYING:
        return None
    return _called(question, intent, text)


def _called(question: Question, intent: Intent | None, text: str) -> Step | None:
    """What follows a name: of one that is offered, or of another of its kind."""
    misheard = intent is not None and intent.score < 1
    if misheard and (other := question.rather(bare_answer(text))) is not None:
        return other  # what is only like an order names what it names: "then grape juice"
    phrase = str(intent.value("product", text)) if intent else text
    step = other_than(question, text) or _by_its_name(
        question, phrase, said_to_order=intent is not None
    )
    return _another(question, text) if step is None and intent is None else step


def _another(question: Question, text: str) -> Step | None:
    """What follows where something else of the kind is named; a mere no with more behind is a no."""
    refused = len(question.options) == 1 and refuses(text)
    return question.rather(bare_answer(text)) or (question.decline if refused else None)


def _without_yes(question: Question) -> Question:
    """The question after "hmm no, …": a later yes takes no longer the one that was recommended."""
    meant_by = {said: id_ for said, id_ in question.meant_by.items() if said not in AGREEING}
    return replace(question, meant_by=meant_by)


def _by_its_name(question: Question, phrase: str, *, said_to_order: bool) -> Step | None:
    step = by_name(question, phrase)
    # "Order vinegar", said again while it is asked which vinegar, asks the same anew.
    unclear = isinstance(step, Ask) and step.say is question.again
    return None if unclear and said_to_order and question.as_if else step


def _meant(question: Question, intent: Intent | None) -> str | None:
    """The option that is chosen by what is said to be done: "cancel it", "order them"."""
    if intent is None or (intent.name in BUYING and intent.score < 1):
        return None  # what is only like an order is no yes: "차 주문해 줘" is no "재주문해 줘"
    says = intent.value("says")
    if says in {option.id for option in question.options}:
        return str(says)
    about = {phrase.casefold() for phrase in question.about}
    which = intent.value("which", IT)
    them = which == TOLD and not intent.value("ordinal")  # all that is asked about
    elsewhere = not (which == IT or them) or any(
        slot in NAMING and said.text.casefold() not in about for slot, said in intent.slots.items()
    )
    if elsewhere or "quantity" in intent.slots or (intent.name == "ListShow" and asks(intent.text)):
        return None  # “what is on my list” is to read it, “the list” says where to put something
    return question.meant_by.get(intent.name)


def _counted(question: Question, intent: Intent | None) -> Step | None:
    """What follows where the choice comes with a number: "the second one, two of them"."""
    if intent is None or not isinstance(intent.value("quantity"), int):
        return None
    chooses = intent.value("product") or intent.value("ordinal") or intent.value("price")
    chooses = chooses or intent.value("by")
    if not chooses or len(question.options) <= 1 or intent.value("by") == EACH:
        return None
    number = Intent(name="ChangeQuantity", slots={"quantity": intent.slots["quantity"]})
    amended = question.amend(number)
    rest: dict[str, Slot] = {k: v for k, v in intent.slots.items() if k not in {"quantity", "unit"}}
    if not isinstance(amended, Ask):
        return None
    without = Intent(name=intent.name, slots=rest, text=intent.text, language=intent.language)
    return _answered(amended.question, without, str(intent.value("product", "")))


def _code(
    question: Question, take: Callable[[str], Step], name: str | None, text: str
) -> Step | None:
    """Digits, a refusal or a new subject; nothing else is taken for what it sounds like."""
    digits = spoken_code(text)
    if digits is not None:
        return take(digits) if is_code(digits) else again(question)
    if name in DECLINING:
        return question.decline
    return again(question) if name is None or name in AGREEING | AMENDING else None
