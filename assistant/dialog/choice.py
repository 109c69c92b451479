"""What follows the choice of one among a question's options: by its place, price, quality or name."""

from dataclasses import replace

from assistant.dialog.naming import Unclear, best, named, priced
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.words.answer_words import all_but, asked_about
from assistant.language.words.questions import asks_on

LAST = -1
"""The place of the last one."""
ASKS = "asks"
"""The slot of what asks whether there is such a one, and takes none."""
EACH = "each"
"""All that is offered is wanted."""
YOURS = "yours"
"""The choice is left to us."""


def wonders(intent: Intent) -> bool:
    """Whether it is only asked what else there is; what it names is told and asked about."""
    return intent.value(ASKS) is not None or asks_on(intent.text)


def chosen(question: Question, intent: Intent) -> Step:
    """What follows the choice of one, or of each, by its place, its price or what it is best in."""
    if intent.value("by") == YOURS and question.yours is not None:
        return question.yours()
    if intent.value("by") == EACH:
        return _every(question, intent)
    taking = replace(question, tentative=True) if wonders(intent) else question
    if intent.value("ordinal") is not None:
        return _by_place(taking, intent.value("ordinal"))
    if intent.value("price") is not None:
        found = priced(question.options, f"for {intent.value('price')}")
    else:
        by = intent.value("by")
        alone = len(question.options) == 1  # which is the biggest of itself, but not "the big one"
        usual = by == "usual" and not question.undoes
        if usual and not any(option.times for option in question.options):
            return _none_had(question)
        found = best(question.options, by) if usual or not alone else None
    return again(question) if found is None else unnamed(taking, found.id)


def again(question: Question) -> Step:
    """The same question once more; what becomes of it where it was asked often enough."""
    if question.patience > 0:
        return Ask(question.again, question.less_patient())
    return question.dropped or question.decline


def unnamed(question: Question, option_id: str) -> Step:
    """What follows a choice by a place, a price or a quality: "the cheaper one" names nothing."""
    if question.tentative and question.sure is not None:
        return question.sure(option_id)
    return question.choose(option_id)


def _every(question: Question, intent: Intent) -> Step:
    """All of what is offered: as many of each as is said, where that is as many as there are."""
    of, count = intent.value("of", len(question.options)), intent.value("quantity", 1)
    told = question.again.data.get("lines", ())
    if len(question.options) == 1 and len(told) > 1 and intent.value("of", len(told)) == len(told):
        return question.choose(question.options[0].id)  # "order both", of what is asked about
    if question.every is None or of != len(question.options) or not isinstance(count, int):
        return again(question)
    return question.every(count)


def _by_place(question: Question, ordinal: object) -> Step:
    """The one at a place; of a single one nobody says "the first" and means yes."""
    places = len(question.options)
    if places > 1 and isinstance(ordinal, int) and (ordinal == LAST or 1 <= ordinal <= places):
        chosen = question.options[ordinal if ordinal == LAST else ordinal - 1]
        return unnamed(question, chosen.id)
    return again(question)


def _none_had(question: Question) -> Step:
    """What follows "the one we had last time" where none of them was ever had."""
    if "names" not in question.again.data or question.patience <= 0:
        return again(question)
    return Ask(Say("none_had_before", question.again.data), question.less_patient())


def other_than(question: Question, text: str) -> Step | None:
    """What follows "not the Heinz one" or "하인즈 말고"."""
    unwanted = all_but(text)
    if unwanted is None or question.among is None:
        return None
    found = named(question.options, unwanted)
    if found is None:
        return None
    meant = found.options if isinstance(found, Unclear) else (found,)
    rest = [option.id for option in question.options if option not in meant]
    return question.among(rest) if rest else None


def chosen_by_question(question: Question, text: str) -> Step | None:
    """What follows "what about the Heinz one": whether it is to be that one."""
    phrase = asked_about(text)
    if phrase is None or len(question.options) <= 1 or question.sure is None:
        return None
    found = named(question.options, phrase)
    return question.sure(found.id) if isinstance(found, Option) else None


def by_name(question: Question, phrase: str) -> Step | None:
    """What follows the name of one; None where none is called that.

    Where some of them are called so, it is asked which of those.
    """
    found = named(question.options, phrase)
    if isinstance(found, Unclear):
        if question.among is None or len(found.options) == len(question.options):
            return again(question)
        return question.among([option.id for option in found.options])
    return None if found is None else question.choose(found.id)
