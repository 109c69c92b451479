"""What is done at a guess: what only tells something is told, anything else is asked about first."""

from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import BUYING, TELLING, Intent
from assistant.language.words.questions import is_question
from assistant.skills.scene import Scene, Skill


def guessed(intent: Intent, meant: str, skill: Skill, scene: Scene) -> Step:
    """What follows a guess.

    Args:
        intent: what may have been meant.
        meant: the sentence that says so, as it is asked about.
        skill: of the intent.
        scene: where it was said.
    """
    orders = intent.name in BUYING and not is_question(intent.text)
    if orders or intent.name in TELLING:  # an order that is not sure is asked about as it is
        return skill(intent, scene)
    ask = Say("did_you_mean", {"sentence": meant})
    question = Question(
        choose=lambda _: skill(intent, scene),
        options=(Option(intent.name, ()),),
        decline=Say("say_it_otherwise"),
        again=ask,
        undoes=True,
        patience=1,
    )
    return Ask(ask, question)
