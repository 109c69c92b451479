"""Several things in one breath: an answer with a command behind it, and commands in a row."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from assistant.dialog.answer_and_more import ANSWERING, AnswerAndMore, answer_and_more
from assistant.dialog.answering import answer, is_aside
from assistant.dialog.session import Session
from assistant.dialog.steps import Question, Step
from assistant.language.breath.several import in_one_breath
from assistant.language.intent import Intent
from assistant.language.names.resolve import CERTAIN
from assistant.language.orders.each_thing import thing_of
from assistant.language.words.normalise import MAX_CHARACTERS, clean, without_hesitation
from assistant.skills import TOGETHER
from assistant.skills.ordering.order_or_list import order_or_list
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import found
from assistant.skills.wishes.which_product import AS_ORDERED

Planned = tuple[Intent | None, Callable[[Scene], Step]]
"""What is asked for, and what will be done about it."""


RARELY: Final = 0.85
"""How well a name fits that may as well be two: "milk bread" where milk and bread are bought."""


def _fit(scene: Scene, phrase: str) -> float:
    """How well a phrase names something of the shop."""
    fits = found(phrase, scene)
    best = max((fit.score for fit in fits), default=0.0)
    named = [fit.product.id for fit in fits if fit.score >= CERTAIN]
    if len(named) == 1 and named[0] not in scene.history and _all_are_usual(phrase, scene):
        return min(best, RARELY)
    return best


def _all_are_usual(phrase: str, scene: Scene) -> bool:
    """Whether each of two words by itself is what the household calls something that it buys."""
    words = phrase.split()
    return len(words) == 2 and all(  # noqa: PLR2004 - two words
        any(fit.score >= CERTAIN and fit.product.id in scene.history for fit in found(word, scene))
        for word in words
    )


COUNTED: Final = 0.8
"""How well a name fits that is said with how many of it: "우유 일 리터짜리 두 개"."""


LONG: Final = 3
"""From so many words on, a name that fits somewhat is no chance: "earl grey tea bags"."""
LONG_FITS: Final = 0.78
_SOME: Final = frozenset({"some", "the", "a", "an", "my", "our"})
"""What stands between a verb and a thing: "brew some coffee" names nothing of three words."""
_FILLERS: Final = re.compile(
    r"^(?:(?:so|er|um|uh|well|okay|ok|hey|oh|right|and|also)\b[,\s]+)+", re.IGNORECASE
)


LONGEST: Final = 5 * MAX_CHARACTERS
"""A longer text is a recording, and no enumeration; to take it apart would take seconds."""


class Breath:
    """Takes what is said apart where it asks for more than one thing."""

    def __init__(
        self,
        understand: Callable[[str], Intent | None],
        as_written: Callable[[str], Intent | None],
        skills: Mapping[str, Skill],
    ) -> None:
        """Take what understands a text: at all, and by its own words only, which is quicker."""
        self._understand = understand
        self._as_written = as_written
        self._skills = skills

    def several(self, session: Session, text: str, scene: Scene) -> list[Planned]:
        """What is to be done where more than one thing is asked for, or one taken back at once."""
        question = session.open_question(scene.now)
        fits = partial(_fit, scene)
        if question is not None and not session.resting:
            answered = self.answer_and_more(question, text, session.language, fits)
            if answered is not None:
                session.settle()
                return [(answered.intent, lambda _: answered.step), *self._steps(answered.more)]
        intents = self._in_one_breath(text, session.language, fits)
        said = without_hesitation(clean(text), session.language)
        taken_back = len(intents) == 1 and intents[0].text != said
        several = len(intents) > 1 or taken_back
        if not several or (question is not None and self._answers(question, intents, text)):
            return []
        session.settle()  # several things are no answer, but another subject
        return self._steps(intents)

    def answer_and_more(
        self,
        question: Question,
        text: str,
        language: str,
        fits: Callable[[str], float] = lambda _: 0.0,
    ) -> AnswerAndMore | None:
        """An answer to a question that something else is asked for behind; None where it is none."""
        breath = partial(self._in_one_breath, language=language, fits=fits)
        return answer_and_more(question, text, language, self._understand, breath)

    def bare(self, text: str, scene: Scene) -> Step | None:
        """What to do about things that are named without a verb."""
        whole = AS_ORDERED[scene.language].replace("{}", _FILLERS.sub("", text))
        intents = self._in_one_breath(whole, scene.language, partial(_fit, scene))
        if any(intent.name == "Reorder" for intent in intents):
            return None  # "애들이 과자 다 먹었어" is no name: it tells why, and the verb is ours
        counted = all("quantity" in intent.slots for intent in intents)
        things = [thing_of(intent).casefold().split() for intent in intents]
        long = all(len(thing) >= LONG and not _SOME.intersection(thing) for thing in things)
        sure = LONG_FITS if long else COUNTED if counted else CERTAIN
        return order_or_list(intents, scene, sure)

    def _in_one_breath(
        self, text: str, language: str, fits: Callable[[str], float]
    ) -> tuple[Intent, ...]:
        if len(text) > LONGEST:
            return ()
        return in_one_breath(text, language, self._understand, fits, as_written=self._as_written)

    def _answers(self, question: Question, intents: Sequence[Intent], text: str) -> bool:
        """Whether what was said, or some of it, is an answer to an open question."""
        if question.code is not None or any(intent.name in ANSWERING for intent in intents):
            return True
        whole = self._understand(text)
        return is_aside(whole) or answer(question, whole, text, self._understand) is not None

    def _steps(self, intents: Sequence[Intent]) -> list[Planned]:
        steps: list[Planned] = []
        for together, group in groupby(intents, key=lambda intent: TOGETHER.get(intent.name)):
            alike = tuple(group)
            if together is not None:
                steps.append((alike[0], partial(together, alike)))
            else:
                steps += [(each, partial(self._skills[each.name], each)) for each in alike]
        return sorted(steps, key=lambda step: step[0] is not None and step[0].name in TOGETHER)
