"""Every known sentence over every kind of open question: is anything bought that nobody named?

The sentences are those that the tests hold, each said while a question is open that a yes would
answer with a purchase, or would take something away. An order counts as named where the sentence
says yes, chooses, orders something or speaks of the order before it. Prints each other order and how
many there were; the goal is none. Run: `python -m bench.over_questions [--language en]`.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import yaml

from assistant.app import App, join_home
from assistant.core import settings
from assistant.core.settings import LANGUAGES, PROJECT, Language
from assistant.language.intent import BUYING
from assistant.turns import Turn

OPEN: Mapping[Language, Sequence[str]] = {
    "en": (
        "order dish soap",
        "order vinegar",
        "add milk to my basket",
        "order milk and vinegar",
        "how much is bread",
        "delete the shopping list",
        "order dozen widgets",
    ),
    "ko": (
        "주방세제 주문해줘",
        "식초 주문해줘",
        "우유 장바구니에 담아줘",
        "우유랑 식초 주문해줘",
        "식빵 얼마야",
        "장보기 목록 지워줘",
    ),
}
BEFORE: Mapping[Language, Sequence[str]] = {
    "en": ("never mind", "add eggs to the shopping list"),
    "ko": ("됐어", "장보기 목록에 계란 넣어줘"),
}
CANCEL: Mapping[Language, str] = {"en": "cancel my order", "ko": "주문 취소해줘"}
LOCKING = frozenset({"ChildLock", "BudgetSet", "MuteMicrophone"})
"""After these nothing more would be bought."""
ASKING_TO_BUY = BUYING | {
    *("Yes", "ConfirmOrder", "Choose", "Demand", "Recommend", "ListOrder", "OneMore"),
    *("ChangeQuantity", "ChangeOrder", "AddToOrder", "TakeOut", "Also"),
}
"""Intents that buy, answer a purchase, or change one."""


def sentences(language: Language) -> Iterator[str]:
    """What the tests say, but what would end all buying."""
    for path in sorted((PROJECT / "tests" / "intents" / language).glob("*.yaml")):
        for test in yaml.safe_load(path.read_text("utf-8"))["tests"]:
            intent = test.get("intent")
            name = intent.get("name") if isinstance(intent, dict) else intent
            if name not in LOCKING:
                yield from test["sentences"]


def bought(turn: Turn) -> bool:
    """Whether something was ordered in a turn."""
    return any(answer.status == "placed" for answer in turn.answers)


def is_asked_for(turn: Turn) -> bool:
    """Whether what was said asks for a purchase."""
    return turn.intent is not None and turn.intent.name in ASKING_TO_BUY


def unasked(
    say: Callable[[str], Turn], language: Language, question: str, said: str
) -> Turn | None:
    """The turn in which something was bought that was not asked for; None where it was not."""
    for before in BEFORE[language]:
        say(before)
    if bought(say(question)):
        say(CANCEL[language])
    turn = say(said)
    if not bought(turn):
        return None
    say(CANCEL[language])
    return None if is_asked_for(turn) else turn


def main() -> None:
    """Say all sentences of the languages over all questions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--language", choices=LANGUAGES, help="one only")
    chosen = parser.parse_args().language
    for language in (chosen,) if chosen else LANGUAGES:
        began, wrong = time.perf_counter(), 0
        all_said = list(sentences(language))
        for question in OPEN[language]:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                own = [f"paths.data={folder}", f"household.language={language}", "broker.port=0"]
                app = App(settings.load(overrides=own))
                with join_home(app) as home, home.talk(language) as say:
                    for said in all_said:
                        turn = unasked(say, language, question, said)
                        if turn is not None and turn.reply is not None:
                            print(f"  over “{question}”, “{said}”: {turn.reply.text}", flush=True)
                            wrong += 1
        count = len(all_said) * len(OPEN[language])
        print(
            f"{language}: {wrong} unasked purchases in {count:,} turns (goal 0),"
            f" {time.perf_counter() - began:.0f} s"
        )


if __name__ == "__main__":
    main()
