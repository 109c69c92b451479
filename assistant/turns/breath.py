"""Several things in one breath: an answer with a command behind it, and commands in a row."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby

from assistant.dialog.answer_and_more import ANSWERING, AnswerAndMore, answer_and_more
from assistant.dialog.answering import answer, is_aside
from assistant.dialog.session import Session
from assistant.dialog.steps import Question, Step
from assistant.language.intent import Intent
from assistant.language.normalise import clean, without_hesitation
from assistant.language.several import in_one_breath
from assistant.skills import TOGETHER
from assistant.skills.lists import order_or_list
from assistant.skills.scene import Scene, Skill
from assistant.skills.wanted import found
from assistant.skills.which_product import AS_ORDERED

Planned = tuple[Intent | None, Callable[[Scene], Step]]
"""What is asked for, and what will be done about it."""


def _fit(scene: Scene, phrase: str) -> float:
    """How well a phrase names something of the shop."""
    return max((fit.score for fit in found(phrase, scene)), default=0.0)


class Breath:
    """Takes what is said apart where it asks for more than one thing."""

    def __init__(
        self, understand: Callable[[str], Intent | None], skills: Mapping[str, Skill]
    ) -> None:
        self._understand = understand
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
        intents = in_one_breath(text, session.language, self._understand, fits)
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
        breath = partial(in_one_breath, language=language, understand=self._understand, fits=fits)
        return answer_and_more(question, text, language, self._understand, breath)

    def bare(self, text: str, scene: Scene) -> Step | None:
        """What to do about things that are named without a verb."""
        whole = AS_ORDERED[scene.language].replace("{}", text)
        intents = in_one_breath(whole, scene.language, self._understand, partial(_fit, scene))
        return order_or_list(intents, scene)

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
