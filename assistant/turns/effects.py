"""Carries out what was decided, with the hands it is given, up to what is to be said."""

import time
from collections.abc import Callable
from typing import Protocol

from assistant.core.messages import Answer, AnyRequest, PlayerCommand
from assistant.dialog.steps import (
    Ask,
    AskStore,
    ChangeList,
    DropWatches,
    JudgePrice,
    KeepNotes,
    KeepRating,
    KeepWatch,
    LearnName,
    Mute,
    Quiet,
    Say,
    Step,
    TellPlayer,
)
from assistant.store.household.lists import Notebook
from assistant.turns.events import Asked, Observer, Told

MOST_STEPS = 8
"""A turn that goes on longer than this runs in a circle."""
Learn = Callable[[str, str, str], object]
"""Keeps what a product is called: words, product id, language."""
Judge = Callable[[int, bool], object]
"""Lets a held price count, or forgets it: its number, whether it is right."""


class Hands(Protocol):
    """What a turn can do to the world."""

    def ask_store(self, request: AnyRequest) -> Answer | None:
        """Send a request and wait a little for its answer; the request is kept until answered."""

    def tell_player(self, command: PlayerCommand) -> bool:
        """Tell the loudspeaker; False where there is none."""

    def mute_microphone(self) -> None:
        """Close the microphone."""


class Effects:
    """Does to the world what steps say."""

    def __init__(
        self, hands: Hands, notebook: Notebook, learn: Learn, judge: Judge, tell: Observer
    ) -> None:
        self._hands = hands
        self._notebook = notebook
        self._learn = learn
        self._judge = judge
        self._tell = tell

    def carry_out(self, step: Step) -> tuple[Ask | Say | Quiet, tuple[Answer, ...]]:
        """Go on until something is to be said, or nothing; with the store's answers on the way."""
        answers: list[Answer] = []
        for _ in range(MOST_STEPS):
            if isinstance(step, Ask | Say | Quiet):
                return step, tuple(answers)
            step = self._after(step, answers)
        raise RuntimeError(f"the turn does not end: {step}")

    def _after(self, step: Step, answers: list[Answer]) -> Step:
        match step:
            case AskStore():
                answer = self._ask(step.request)
                answers += [answer] if answer else []
                return step.then(answer)
            case TellPlayer():
                heard = self._hands.tell_player(step.command)
                self._tell(Told(step.command, heard))
                return step.then if heard else step.unheard
            case ChangeList():
                return step.then(self._notebook.change(step.change))
            case KeepRating():
                self._notebook.rate(step.rating)
                return step.then
            case LearnName():
                self._learn(step.said, step.product_id, step.language)
                return step.then
            case JudgePrice():
                self._judge(step.number, step.right)
                return step.then
            case KeepWatch() | DropWatches():
                return self._about_watches(step)
            case KeepNotes():
                self._notebook.keep(step.notes)
                return step.then
            case Mute():
                self._hands.mute_microphone()
                return step.then
        return step

    def _about_watches(self, step: KeepWatch | DropWatches) -> Step:
        if isinstance(step, KeepWatch):
            self._notebook.watch(step.watch)
        else:
            for number in step.numbers:
                self._notebook.unwatch(number)
        return step.then

    def _ask(self, request: AnyRequest) -> Answer | None:
        began = time.perf_counter()
        answer = self._hands.ask_store(request)
        self._tell(Asked(request, answer, (time.perf_counter() - began) * 1000))
        return answer
