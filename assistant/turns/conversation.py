"""One turn of a conversation: text in, effects carried out, a reply out.

The same for the microphone, the keyboard and tests. Deciding is pure (`skills`, `dialog`); this
shell has the decided steps carried out and tells observers what happened.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Final, Literal

import msgspec

from assistant.dialog.answer_and_more import asked_behind_a_yes
from assistant.dialog.answering import AGREEING, is_about_sound_perhaps, is_aside
from assistant.dialog.answering import answer as answer_question
from assistant.dialog.places import Places, is_answer
from assistant.dialog.session import Session
from assistant.dialog.steps import Ask, Question, Say, Step
from assistant.language.breath.asked_on import FRAGMENTS, asked_on
from assistant.language.intent import BUYING, Intent
from assistant.language.matching.match import Matcher, Understanding
from assistant.language.orders.only_a_number import of_what_is_told
from assistant.language.replies.reply import Replies
from assistant.language.words.answer_words import bare_wish
from assistant.skills import SKILLS
from assistant.skills.changing.follow_up import AFTER_AN_ORDER, of_last_order
from assistant.skills.guessed import guessed
from assistant.skills.missed import missed
from assistant.skills.orders.announcing import Happening, announcement
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.how_much import UNSURE
from assistant.store.household.lists import Notebook
from assistant.turns.breath import Breath, Planned
from assistant.turns.effects import Effects, Hands, Judge, Learn
from assistant.turns.events import HIDDEN, Observer, TurnEvent, Understood
from assistant.turns.replying import Replying
from assistant.turns.talk import Saying, Turn

WAIT: Final = "Wait"
"""Somebody thinks."""
IN_BETWEEN: Final = frozenset({WAIT, "Repeat", "SmallTalk"})
"""What is said in between: behind it, "what about Gain" still goes on from the question before."""
ENDING: Final = BUYING | {
    *("ListOrder", "OneMore", "CancelOrder", "ConfirmOrder", "ReturnOrder", "HeldOrders"),
    *("No", "NeverMind", "MuteMicrophone", "LetGo", "AddToOrder", "TakeOut", "ChangeOrder"),
}
"""What is another subject than an open question, which then waits no longer; music and lists are
done in between."""
SceneSource = Callable[[Session, str, Literal["voice", "text"], datetime], Scene]
"""Gathers what the skills may look at: session, utterance id, origin, now."""


def utterance_id(session: Session) -> str:
    """A new id; a purchase that follows from the utterance carries it, so it is never bought twice."""
    return f"{session.id}-{session.turn}-{secrets.token_hex(6)}"


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
        judge: Judge = lambda *_: None,
        places: Places | None = None,
        guess: Callable[[str], Understanding] | None = None,
    ) -> None:
        """Take what is needed; `guess` tells what a text may mean that is not understood."""
        self._places = places if places is not None else Places()
        self._matcher = matcher
        self._guess = guess
        self._behind = partial(matcher.following, AFTER_AN_ORDER)
        self._scenes = scenes
        self._question_keep = timedelta(seconds=question_s)
        self._clock = clock
        self._skills = skills
        self._observers = tuple(observers)
        self._replying = Replying(
            replies, zone=zone, question_keep=self._question_keep, learn=learn, tell=self._tell
        )
        self._breath = Breath(self._understand, matcher.as_written, skills)
        self._effects = Effects(hands, notebook, learn, judge, self._tell)

    def take(self, session: Session, said: Saying) -> Turn:
        """Understand what was said, do what it asks for and give the reply."""
        text = said.text
        session.begin_turn()
        understood = self._matcher.understand(text)
        now = self._clock()
        intent = understood.intent and of_what_is_told(understood.intent)
        if session.asks(now) and is_about_sound_perhaps(intent):
            intent = None
        if not said.overheard:
            self._places.bring(session, now, partial(self._is_answer, session, intent, text))
        if session.awaits_code or (intent is not None and intent.name == "SayCode"):
            self._tell(Understood(HIDDEN, None, understood.ms))
        else:
            self._tell(Understood(text, intent, understood.ms))
        if said.overheard and intent is None and not session.asks(now):
            return Turn(None, None)
        if session.open_question(now) is None:
            session.unfound = ""
        if intent is not None and intent.name == WAIT and session.open_question(now) is not None:
            return self._wait(session, intent, now)
        text, intent = self._completed(session, text, intent, now)
        if intent is not None and intent.name not in IN_BETWEEN:
            session.asked, session.asked_at = intent, now
        scene = self._scenes(session, utterance_id(session), said.origin, now)
        steps = self._breath.several(session, text, scene)
        if steps:
            return self._one_after_the_other(session, steps, scene)
        intent, step = self._decided(session, intent, text, scene)
        if session.asks(now) and not isinstance(step, Ask):
            return self._aside(session, intent, step, scene)
        return self._carry_out(session, intent, step, scene)

    def _is_answer(
        self, session: Session, intent: Intent | None, text: str, asked: Question
    ) -> bool:
        """Whether what is said here answers what was asked elsewhere, perhaps with more behind."""
        if is_answer(asked, intent, text, self._understand):
            return True
        return self._breath.answer_and_more(asked, text, session.language) is not None

    def _wait(self, session: Session, intent: Intent, now: datetime) -> Turn:
        """Give somebody time to think: the question stays open as if it were asked just now."""
        session.question_until = now + self._question_keep
        return self._replying.take_your_time(session, intent, now)

    def _completed(
        self, session: Session, text: str, intent: Intent | None, now: datetime
    ) -> tuple[str, Intent | None]:
        """A bare answer to "what would you like?", or "and last month?", as what it stands for."""
        question = session.open_question(now)
        if intent is None and session.asks(now):
            asked = asked_behind_a_yes(text, session.language, self._understand)
            if asked is not None:
                return asked.text, asked
        before = None if session.asks(now) else session.asked_before(now)
        if before is not None and (intent is None or intent.name in FRAGMENTS):
            began = time.perf_counter()
            on = asked_on(text, before, self._matcher.word_for_word)
            if on is not None:
                self._tell(Understood(on.text, on, 1000 * (time.perf_counter() - began)))
                return on.text, on
        if intent is not None or question is None or question.options or not question.as_if:
            return text, intent
        if session.resting:
            return text, intent
        whole = question.as_if.replace("{}", bare_wish(text))
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
        if question is None or asked is None:
            return self._replying.joined(turn, replies)
        session.settle()
        repeats = intent is not None and intent.name == "Repeat"
        if repeats:
            replies = []
        elif intent is None:
            question = question.less_patient()
        waiting = repeats or question.patience >= 0
        back: Ask | Say = Ask(asked, question) if waiting else Say("question_dropped")
        if waiting or not question.unfound:
            last = self._replying.end(session, intent, back, scene.now, tell=False)
            replies += [last.reply] if last.reply is not None else []
        return self._replying.joined(replace(turn, expects_answer=waiting), replies)

    def _understand(self, text: str) -> Intent | None:
        return self._matcher.understand(text).intent

    def _one_after_the_other(
        self,
        session: Session,
        steps: list[Planned],
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
        answers = tuple(answer for turn in turns for answer in turn.answers)
        whole = Turn(turns[-1].intent, None, spoken[-1].expects_answer, answers)
        return self._replying.joined(whole, replies)

    def say(self, session: Session, key: str) -> Turn:
        """Reply without an utterance, such as when nothing was heard after the wake word."""
        return self._replying.reply(session, None, Say(key), self._clock())

    def announce(self, session: Session, event: Happening) -> Turn:
        """Tell what happened to an order, or what became of one after all; perhaps ask about it."""
        now = self._clock()
        scene = self._scenes(session, utterance_id(session), "voice", now)
        busy = session.open_question(now) is not None
        return self._carry_out(session, None, announcement(event, scene, busy=busy), scene)

    def _decided(
        self, session: Session, intent: Intent | None, text: str, scene: Scene
    ) -> tuple[Intent | None, Step]:
        """What is done, and what it is done for: at a guess where nothing else is understood."""
        step = self._decide(session, intent, text, scene)
        if step is not None:
            return intent, step
        guess = self._guess(text) if self._guess and not session.asks(scene.now) else None
        if guess is None or guess.intent is None:
            return None, self._missed(session, text, scene)
        self._tell(Understood(text, guess.intent, guess.ms))
        meant = guess.heard[0].meant
        return guess.intent, guessed(guess.intent, meant, self._skill(guess.intent), scene)

    def _decide(
        self, session: Session, intent: Intent | None, text: str, scene: Scene
    ) -> Step | None:
        """What follows from what is understood; None where that is nothing."""
        question = session.open_question(scene.now)
        if question is not None and (question.code is not None or not is_aside(intent)):
            answered = self._answered(session, question, intent, text)
            if answered is not None:
                session.settle()
                return answered
            self._leave(session, question, intent)
        asks = session.asks(scene.now)
        follows = None if asks else of_last_order(text, intent, scene, partial(self._behind, text))
        if follows is not None:
            return follows
        if intent is None:
            return None if asks else self._breath.bare(text, scene)
        return self._skill(intent)(intent, scene)

    def _skill(self, intent: Intent) -> Skill:
        return self._skills.get(intent.name, _unskilled)

    def _missed(self, session: Session, text: str, scene: Scene) -> Say:
        """What was heard and is not understood; the second time in a row without the words."""
        again = session.asks(scene.now) and session.missed == session.turn - 1
        session.missed = session.turn
        return missed(text, scene, again=again)

    def _answered(
        self, session: Session, question: Question, intent: Intent | None, text: str
    ) -> Step | None:
        if session.resting and intent is not None and session.question_said is not None:
            if intent.name in AGREEING:
                return Ask(session.question_said, question)  # a yes to what, by now?
            if intent.name in {"Stop", "CancelOrder"}:
                return None
        if session.resting and question.sure is not None:
            question = replace(question, choose=question.sure)
        return answer_question(question, intent, text, self._understand, self._behind)

    def _leave(self, session: Session, question: Question, intent: Intent | None) -> None:
        """What becomes of a question that is not answered: asked again, or left to rest."""
        if intent is not None and (intent.name in ENDING or question.code is not None):
            session.settle()
        elif intent is not None:
            session.resting = True

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
        turn = self._replying.end(session, intent, last, scene.now, tell=tell)
        return replace(turn, answers=answers)

    def _tell(self, event: TurnEvent) -> None:
        for observer in self._observers:
            observer(event)


def _unskilled(intent: Intent, _: Scene) -> Step:
    """What follows an intent that nothing here is able to do."""
    return Say("not_understood", {"text": intent.text})
