"""What a skill may decide: say something, ask something, or do something and go on from there.

Skills are pure: they return steps and a shell carries them out, so that a test can walk a whole
conversation without a broker, a store or a sound.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.core.messages import Answer, AnyRequest, PlayerCommand
from assistant.core.money import Money
from assistant.core.notes import ListChange, ListOutcome, Note, PriceWatch, Rating
from assistant.language.intent import Intent


@dataclass(frozen=True)
class Say:
    """Reply with a template of `intents/<lang>/replies.yaml` and end the turn."""

    key: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """One of the answers a question offers."""

    id: str
    names: tuple[str, ...]
    """Every name it may be chosen by, in any language."""
    price: Money | None = None
    size: float = 0.0
    size_unit: str = ""
    rating: float | None = None
    """Stars of five; None where nobody has rated it."""
    days: int | None = None
    """Until it would come, where that is known."""
    times: int = 0
    """How often this household has bought it."""


@dataclass(frozen=True)
class Question:
    """What is open after an `Ask`, until it is answered, dropped or too old."""

    choose: Callable[[str], "Step"]
    """What follows when the option of this id is chosen."""
    options: tuple[Option, ...]
    """Two or three to choose from; a single one makes it a yes-or-no question."""
    decline: "Step" = field(default_factory=lambda: Say("not_ordered"))
    again: Say = field(default_factory=lambda: Say("not_heard"))
    """Said when an answer fits no option."""
    amend: Callable[[Intent], "Step | None"] = lambda _: None
    """What follows when the wish behind the question is corrected; None where that is none."""
    meant_by: Mapping[str, str] = field(default_factory=dict)
    """The option that an intent chooses: "cancel it", where it is asked whether to."""
    about: Sequence[str] = ()
    """What it is asked about, as it may be named again. A sentence that names something else, or says
    how many, chooses nothing: it is another subject."""
    undoes: bool = False
    """Whether a yes takes something back or away: whoever orders, confirms or chooses says no yes."""
    as_if: str = ""
    """The sentence that a bare answer stands for: with "order {}", "two bottles" is an order. Among
    options it only helps to understand which is meant; without any, it is what is then done."""
    code: Callable[[str], "Step"] | None = None
    """What follows when digits are said, where a code is asked for: those are a secret, which is
    shown, logged and repeated nowhere."""
    dropped: "Step | None" = None
    """What follows when no answer has fitted; `decline` where none is given."""
    unfound: str = ""
    """The words that found no product, where it is asked what else that is called: what is then
    chosen and ordered is called so from now on."""
    among: Callable[[Sequence[str]], "Step"] | None = None
    """What follows when only some of the options may be meant: "not the Heinz one", "a Heinz one"."""
    yours: Callable[[], "Step"] | None = None
    """What follows when the choice is left to us: "you choose"."""
    rather: Callable[[str], "Step | None"] = lambda _: None
    """What follows when something else of the kind is named: "the Pedigree one instead"."""
    every: Callable[[int], "Step"] | None = None
    """What follows when all of what is offered is wanted, so many of each: "both", "one of each"."""
    sure: Callable[[str], "Step"] | None = None
    """What follows the choice of an option when something else was done since it was asked."""
    tentative: bool = False
    """Whether it was only asked what there is: `sure` follows what is not chosen by its name."""
    agree: Callable[[str], "Step"] | None = None
    """What follows the one that is meant by what is said to be done: "order it"; else `choose`."""
    patience: int = 2
    """How often an answer that fits nothing is asked again before the question is dropped."""

    def less_patient(self) -> "Question":
        """The same question, asked again."""
        return replace(self, patience=self.patience - 1)


@dataclass(frozen=True)
class Ask:
    """Reply and wait for an answer."""

    say: Say
    question: Question


@dataclass(frozen=True)
class AskStore:
    """Send a request to the order service and go on with its answer (None: none came in time)."""

    request: AnyRequest
    then: Callable[[Answer | None], "Step"]


@dataclass(frozen=True)
class TellPlayer:
    """Tell the loudspeaker, then go on; `unheard` where no loudspeaker is there."""

    command: PlayerCommand
    then: "Step"
    unheard: "Step" = field(default_factory=lambda: Say("player_silent"))


@dataclass(frozen=True)
class ChangeList:
    """Change a list of the household and go on with what came of it."""

    change: ListChange
    then: Callable[[ListOutcome], "Step"]


@dataclass(frozen=True)
class KeepRating:
    """Keep what somebody thinks of something, then go on."""

    rating: Rating
    then: "Step"


@dataclass(frozen=True)
class KeepWatch:
    """Wait for a price, then go on."""

    watch: PriceWatch
    then: "Step"


@dataclass(frozen=True)
class DropWatches:
    """Wait for these prices no more, by the numbers of their watches, then go on."""

    numbers: tuple[int, ...]
    then: "Step"


@dataclass(frozen=True)
class LearnName:
    """Remember what a product is called in this household, then go on."""

    said: str
    product_id: str
    language: str
    then: "Step"


@dataclass(frozen=True)
class JudgePrice:
    """Let a seller's price count that was held as a slip, or forget it, then go on."""

    number: int
    """Of the held offer."""
    right: bool
    then: "Step"


@dataclass(frozen=True)
class KeepNotes:
    """Keep what the household has said of itself, then go on."""

    notes: tuple[Note, ...]
    then: "Step"


@dataclass(frozen=True)
class Mute:
    """Close the microphone until it is opened by key or message."""

    then: Say = field(default_factory=lambda: Say("muted"))


@dataclass(frozen=True)
class Quiet:
    """End the turn without a word; what is being said is broken off."""


Step = (
    Say
    | Ask
    | AskStore
    | TellPlayer
    | ChangeList
    | KeepRating
    | KeepNotes
    | KeepWatch
    | DropWatches
    | LearnName
    | JudgePrice
    | Mute
    | Quiet
)
