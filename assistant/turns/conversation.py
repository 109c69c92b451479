"""One turn of a conversation: text in, effects carried out, a reply out.

The same for the microphone, the keyboard and tests. Deciding is pure (`skills`, `dialog`); this
shell has the decided steps carried out and tells observers what happened.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from itertools import groupby
from typing import Final, Literal

import msgspec

from assistant.core.messages import Order
from assistant.dialog.answer_and_more import ANSWERING, answer_and_more
from assistant.dialog.answering import answer as answer_question
from assistant.dialog.answering import is_aside
from assistant.dialog.places import Places, is_answer
from assistant.dialog.session import Session
from assistant.dialog.steps import Ask, Question, Quiet, Say, Step
from assistant.language.intent import Intent
from assistant.language.match import Matcher
from assistant.language.reply import Replies, joined
from assistant.language.several import in_one_breath
from assistant.skills import SKILLS, TOGETHER
from assistant.skills.announcing import Happening, announcement
from assistant.skills.how_much import UNSURE
from assistant.skills.lists import order_or_list
from assistant.skills.scene import Scene, Skill
from assistant.skills.wanted import found
from assistant.skills.which_product import AS_ORDERED
from assistant.store.lists import Notebook
from assistant.turns.effects import Effects, Hands, Learn
from assistant.turns.events import HIDDEN, Observer, Replied, TurnEvent, Understood
from assistant.turns.talk import Saying, Turn

WAIT: Final = "Wait"
"""Somebody thinks."""
SceneSource = Callable[[Session, str, Literal["voice", "text"], datetime], Scene]
"""Gathers what the skills may look at: session, utterance id, origin, now."""


def utterance_id(session: Session) -> str:
    """A new id; a purchase that follows from the utterance carries it, so it is never bought twice."""
    return f"{session.id}-{session.turn}-{secrets.token_hex(6)}"


def _fit(scene: Scene, phrase: str) -> float:
    """How well a phrase names something of the shop."""
    return max((fit.score for fit in found(phrase, scene)), default=0.0)


class Conversation:
    """Carries out turns in one language; sessions are handed in, so several may go on at once."""

    def __init__(
        self,
        matcher: Matcher,
        replies: Replies,
        scenes: SceneSource,
        hands: Hands,
        notebook: Notebook,
        *,
        question_s: float,
        zone: tzinfo,
        clock: Callable[[], datetime],
        skills: Mapping[str, Skill] = SKILLS,
        observers: Iterable[Observer] = (),
        learn: Learn = lambda *_: None,
        places: Places | None = None,
    ) -> None:
        self._places = places if places is not None else Places()
        self._matcher = matcher
        self._replies = replies
        self._scenes = scenes
        self._question_keep = timedelta(seconds=question_s)
        self._zone = zone
        self._clock = clock
        self._skills = skills
        self._observers = tuple(observers)
        self._learn = learn
        self._effects = Effects(hands, notebook, learn, self._tell)

    def take(self, session: Session, said: Saying) -> Turn:
        """Understand what was said, do what it asks for and give the reply."""
        text = said.text
        session.begin_turn()
        understood = self._matcher.understand(text)
        intent = understood.intent
        now = self._clock()
        if not said.overheard:
            self._places.bring(
                session, now, lambda asked: is_answer(asked, intent, text, self._understand)
            )
        if session.awaits_code or (intent is not None and intent.name == "SayCode"):
            self._tell(Understood(HIDDEN, None, understood.ms))
        else:
            self._tell(Understood(text, intent, understood.ms))
        if said.overheard and intent is None and session.open_question(now) is None:
            return Turn(None, None)
        if session.open_question(now) is None:
            session.unfound = ""
        if intent is not None and intent.name == WAIT and session.open_question(now) is not None:
            return self._wait(session, intent, now)
        text, intent = self._completed(session, text, intent, now)
        scene = self._scenes(session, utterance_id(session), said.origin, now)
        steps = self._several(session, text, scene)
        if steps:
            return self._one_after_the_other(session, steps, scene)
        step = self._decide(session, intent, text, scene)
        if session.question is not None and not isinstance(step, Ask):
            return self._aside(session, intent, step, scene)
        return self._carry_out(session, intent, step, scene)

    def _wait(self, session: Session, intent: Intent, now: datetime) -> Turn:
        """Give somebody time to think: the question stays open as if it were asked just now."""
        session.question_until = now + self._question_keep
        reply = self._replies.render("take_your_time", session.turn, now=now, tz=self._zone)
        self._tell(Replied(reply))
        return Turn(intent, reply, expects_answer=True)

    def _completed(
        self, session: Session, text: str, intent: Intent | None, now: datetime
    ) -> tuple[str, Intent | None]:
        """A bare answer to "what would you like?", as the sentence that it stands for."""
        question = session.open_question(now)
        if intent is not None or question is None or question.options or not question.as_if:
            return text, intent
        whole = question.as_if.replace("{}", text)
        meant = self._understand(whole)
        if meant is None:
            return text, intent
        session.settle()
        if question.unfound:  # other words for what was not found: confirmed, then remembered
            session.unfound = question.unfound
            meant = msgspec.structs.replace(meant, score=min(meant.score, UNSURE))
        return whole, meant

    def _aside(self, session: Session, intent: Intent | None, step: Step, scene: Scene) -> Turn:
        """Answer what was asked in between, then come back to the open question, once."""
        question, asked = session.question, session.question_said
        turn = self._carry_out(session, intent, step, scene, tell=False)
        replies = [turn.reply] if turn.reply is not None else []
        session.settle()
        waiting = False
        if question is not None and asked is not None:
            if intent is not None and intent.name == "Repeat":
                replies = []
            else:
                waiting, question = question.patience > 0, question.less_patient()
            if waiting or not replies:
                back = self._end(session, intent, Ask(asked, question), scene.now, tell=False)
                replies += [back.reply] if back.reply is not None else []
                waiting = True
        reply = joined(replies) if replies else None
        if reply is not None:
            self._tell(Replied(reply))
        return Turn(intent, reply, waiting, turn.answers)

    def _understand(self, text: str) -> Intent | None:
        return self._matcher.understand(text).intent

    def _several(
        self, session: Session, text: str, scene: Scene
    ) -> list[tuple[Intent | None, Callable[[Scene], Step]]]:
        """What is to be done where more than one thing is asked for in one breath."""
        question = session.open_question(scene.now)
        if question is not None and (more := self._answer_and_more(session, question, text, scene)):
            return more
        intents = in_one_breath(text, session.language, self._understand, partial(_fit, scene))
        several = len(intents) > 1
        if not several or (question is not None and self._answers(question, intents, text)):
            return []
        session.settle()  # several things are no answer, but another subject
        return self._steps(intents)

    def _answers(self, question: Question, intents: Sequence[Intent], text: str) -> bool:
        """Whether what was said, or some of it, is an answer to an open question."""
        if question.code is not None or any(intent.name in ANSWERING for intent in intents):
            return True
        whole = self._understand(text)
        return (
            is_aside(whole) or answer_question(question, whole, text, self._understand) is not None
        )

    def _answer_and_more(
        self, session: Session, question: Question, text: str, scene: Scene
    ) -> list[tuple[Intent | None, Callable[[Scene], Step]]]:
        """What follows an answer that something else is asked for behind."""
        fits = partial(_fit, scene)
        breath = partial(in_one_breath, language=session.language, understand=self._understand)
        found = answer_and_more(
            question, text, session.language, self._understand, partial(breath, fits=fits)
        )
        if found is None:
            return []
        session.settle()
        return [(found.intent, lambda _: found.step), *self._steps(found.more)]

    def _steps(
        self, intents: Sequence[Intent]
    ) -> list[tuple[Intent | None, Callable[[Scene], Step]]]:
        steps: list[tuple[Intent | None, Callable[[Scene], Step]]] = []
        for together, group in groupby(intents, key=lambda intent: TOGETHER.get(intent.name)):
            alike = tuple(group)
            if together is not None:
                steps.append((alike[0], partial(together, alike)))
            else:
                steps += [(i, partial(self._skills[i.name], i)) for i in alike]
        return sorted(steps, key=lambda step: step[0] is not None and step[0].name in TOGETHER)

    def _one_after_the_other(
        self,
        session: Session,
        steps: list[tuple[Intent | None, Callable[[Scene], Step]]],
        scene: Scene,
    ) -> Turn:
        """Do everything; what may need an answer comes last, and the replies are one."""
        turns = []
        for number, (intent, step) in enumerate(steps):
            own = replace(scene, utterance_id=f"{scene.utterance_id}.{number}")
            turns.append(self._carry_out(session, intent, step(own), own, tell=False))
        # What waits for an answer is said last.
        spoken = sorted(turns, key=lambda turn: turn.expects_answer)
        replies = [turn.reply for turn in spoken if turn.reply is not None]
        reply = joined(replies) if replies else None
        if reply is not None:
            self._tell(Replied(reply))
        answers = tuple(answer for turn in turns for answer in turn.answers)
        return Turn(turns[-1].intent, reply, spoken[-1].expects_answer, answers)

    def say(self, session: Session, key: str) -> Turn:
        """Reply without an utterance, such as when nothing was heard after the wake word."""
        return self._reply(session, None, Say(key), self._clock())

    def announce(self, session: Session, event: Happening) -> Turn:
        """Tell what happened to an order, or what became of one after all; perhaps ask about it."""
        now = self._clock()
        scene = self._scenes(session, utterance_id(session), "voice", now)
        busy = session.open_question(now) is not None
        return self._carry_out(session, None, announcement(event, scene, busy=busy), scene)

    def _decide(self, session: Session, intent: Intent | None, text: str, scene: Scene) -> Step:
        question = session.open_question(scene.now)
        if question is not None and (question.code is not None or not is_aside(intent)):
            answered = answer_question(question, intent, text, self._understand)
            if answered is not None or intent is not None or question.patience <= 0:
                session.settle()
            if answered is not None:
                return answered
        if intent is None:
            bare = self._bare(text, scene) if question is None else None
            missed = Say("not_understood", {"text": text}) if text.strip() else Say("not_heard")
            return bare or missed
        skill = self._skills.get(intent.name)
        return skill(intent, scene) if skill else Say("not_understood", {"text": text})

    def _bare(self, text: str, scene: Scene) -> Step | None:
        """What to do about things that are named without a verb."""
        whole = AS_ORDERED[scene.language].replace("{}", text)
        intents = in_one_breath(whole, scene.language, self._understand, partial(_fit, scene))
        return order_or_list(intents, scene)

    def _carry_out(
        self,
        session: Session,
        intent: Intent | None,
        step: Step,
        scene: Scene,
        *,
        tell: bool = True,
    ) -> Turn:
        last, answers = self._effects.carry_out(step)
        turn = self._end(session, intent, last, scene.now, tell=tell)
        return replace(turn, answers=answers)

    def _end(
        self,
        session: Session,
        intent: Intent | None,
        step: Ask | Say | Quiet,
        now: datetime,
        *,
        tell: bool,
    ) -> Turn:
        match step:
            case Ask():
                session.ask(step, now, self._question_keep)
                return self._reply(session, intent, step.say, now, expects_answer=True, tell=tell)
            case Say():
                return self._reply(session, intent, step, now, tell=tell)
            case Quiet():
                return Turn(intent, None)

    def _reply(
        self,
        session: Session,
        intent: Intent | None,
        say: Say,
        now: datetime,
        *,
        expects_answer: bool = False,
        tell: bool = True,
    ) -> Turn:
        if say is not session.last_said:  # what is repeated is said in the same words
            session.last_said, session.last_said_turn = say, session.turn
        variant = session.last_said_turn
        reply = self._replies.render(say.key, variant, now=now, tz=self._zone, **say.data)
        if "topic" in say.data:
            session.topic, session.topic_at = say.data["topic"], now
        order = say.data.get("order")
        if say.key == "ordered" and session.unfound:
            self._remember(session, order)
        if order is not None and say.key != "why_bought":
            session.last_order = order if say.key == "ordered" else None
        if tell:
            self._tell(Replied(reply))
        return Turn(intent, reply, expects_answer)

    def _remember(self, session: Session, order: Order | None) -> None:
        """What was not found is called so by this household from now on."""
        if order is not None and len(order.lines) == 1:
            self._learn(session.unfound, order.lines[0].product_id, session.language)
        session.unfound = ""

    def _tell(self, event: TurnEvent) -> None:
        for observer in self._observers:
            observer(event)
