"""How well sentences are understood, on public data in a folder: the table of figures and goals.

Each file is cut in two by a hash of the text: what is tuned is tuned on the first half (`--show`
prints its misses), and the second, which nobody looks at, tells whether it was learnt by heart.
Run: `python -m bench.understand --data FOLDER [--show]`. The folder holds `slurp.jsonl`,
`snips_playmusic.jsonl`, `snips_ratebook.jsonl`, `music_ko.jsonl`, `not_for_us_ko.jsonl`; those that
are absent are left out. Nothing of them is part of this project.
"""

import argparse
import hashlib
import json
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.app import App
from assistant.app.hearing import FIRST_SAID
from assistant.core import settings
from assistant.core.garbage import loading_to_stay
from assistant.core.settings import LANGUAGES, Language
from assistant.dialog.answering import answer
from assistant.dialog.steps import Option, Question, Say
from assistant.language.intent import BUYING, Intent
from bench.match_speed import print_speed

TALK = frozenset({"SmallTalk", "Help"})
SLURP_LISTS = {
    "lists_createoradd": frozenset({"ListAdd", "ListCreate"}),
    "lists_remove": frozenset({"ListRemove", "ListDelete"}),
    "lists_query": frozenset({"ListShow"}),
}
NEAR_OURS = ("lists_", "play_", "music_", "audio_", "general_", "recommendation_", "takeaway_")
NEAR_OURS_CUT = frozenset({"music", "podcasts", "quirky", "likeness", "greet"})
"""Labels of the data that have lost their first half."""
SNIPS_MUSIC = ("artist", "track", "album", "playlist", "service", "genre", "year")
SNIPS_BOOK = {"object_name": "work", "rating_value": "rating", "best_rating": "best"}
KOREAN_MUSIC = ("singer", "song title", "genre", "composer")
KOREAN_PLAYING = ("틀어", "들려", "재생", "듣고")

OFFERED = (
    ("Dawn Ultra Original Dish Soap 38 ounces",),
    ("Heinz Distilled White Vinegar 32 ounces", "House Choice Distilled White Vinegar 1 gallon"),
)
"""Products of the sample shop that a question is open about while something else is said."""

Row = dict[str, Any]
Tally = tuple[float, float]
"""Right and all."""


class Measure(NamedTuple):
    """One line of the table."""

    name: str
    goal: str
    rows: list[Row]
    figure: Callable[[list[Row]], float]
    """The figure of some rows, a share."""


class Understanding:
    """What the built-in sentences make of the data; each text is understood once."""

    def __init__(self, *, show: bool) -> None:
        self._app = App(settings.load())
        with loading_to_stay():
            for language in LANGUAGES:
                for text in FIRST_SAID[language]:
                    self._app.understanding.explained(text, language)
        self._known: dict[tuple[Language, str], Intent | None] = {}
        self._show = show
        self.ms: dict[str, list[float]] = defaultdict(list)

    def of(self, text: str, language: Language) -> Intent | None:
        """The intent of a text, with the sample shop's products known."""
        if (language, text) not in self._known:
            found = self._app.understanding.explained(text, language)
            self._known[language, text] = found.intent
            self.ms[language].append(found.ms)
        return self._known[language, text]

    def name(self, text: str, language: Language) -> str:
        """The name of a text's intent, empty where it has none."""
        intent = self.of(text, language)
        return intent.name if intent else ""

    def slots(self, text: str, language: Language) -> dict[str, str]:
        """The phrases of a text's slots."""
        intent = self.of(text, language)
        return {name: slot.text for name, slot in intent.slots.items()} if intent else {}

    def options(self, names: Sequence[str]) -> tuple[Option, ...]:
        """Products of the sample shop as they are offered."""
        found = {product.names["en"]: product for product in self._app.catalog.products()}
        return tuple(
            Option(p.id, p.spoken, p.price("USD"), p.size, p.size_unit)
            for p in (found[name] for name in names)
        )

    def miss(self, text: str, language: Language, wanted: object) -> None:
        """Show what went wrong, on the first half only."""
        if self._show and not held_out(text):
            print(f"  {text} | {wanted} | {self.name(text, language)}", end="")
            print(f" {self.slots(text, language)}")


def held_out(text: str) -> bool:
    """Whether a text is of the second half."""
    return bool(hashlib.sha256(text.encode()).digest()[0] & 1)


def plain(text: str) -> str:
    """A phrase without case and punctuation, as phrases are compared."""
    return re.sub(r"[^\w& ]", "", text.casefold()).strip()


def intent_share(
    told: Understanding, language: Language, wanted: frozenset[str]
) -> Callable[[list[Row]], float]:
    """The share of texts with one of the wanted intents."""

    def count(rows: list[Row]) -> float:
        right = 0
        for row in rows:
            good = told.name(row["text"], language) in wanted
            right += good
            if not good:
                told.miss(row["text"], language, "/".join(sorted(wanted)))
        return right / max(1, len(rows))

    return count


def false_share(
    told: Understanding, language: Language, counted: Callable[[str], bool]
) -> Callable[[list[Row]], float]:
    """The share of texts that are not for us and have an intent that counts."""

    def count(rows: list[Row]) -> float:
        wrong = 0
        for row in rows:
            bad = counted(told.name(row["text"], language))
            wrong += bad
            if bad:
                told.miss(row["text"], language, "nothing")
        return wrong / max(1, len(rows))

    return count


def chosen_share(
    told: Understanding, language: Language, options: tuple[Option, ...]
) -> Callable[[list[Row]], float]:
    """The share of texts that are taken for the choice of something to buy while it is offered."""
    offered = Question(lambda id_: Say("bought", {"id": id_}), options, again=Say("again"))

    def count(rows: list[Row]) -> float:
        bought = 0
        for row in rows:
            intent = told.of(row["text"], language)
            step = answer(offered, intent, row["text"])
            bad = isinstance(step, Say) and step.key == "bought"
            bad = bad and not (intent and intent.name == "Yes")
            bought += bad
            if bad:
                told.miss(row["text"], language, "nothing bought")
        return bought / max(1, len(rows))

    return count


def macro_f1(
    told: Understanding, language: Language, slots: dict[str, str]
) -> Callable[[list[Row]], float]:
    """The mean over the slots of F1 on the exact phrase."""

    def count(rows: list[Row]) -> float:
        hits = dict.fromkeys(slots.values(), 0)
        false = dict.fromkeys(slots.values(), 0)
        missed = dict.fromkeys(slots.values(), 0)
        for row in rows:
            said = {slots[name]: v for name, v in row["slots"].items() if name in slots}
            found = told.slots(row["text"], language)
            for slot in slots.values():
                right = slot in said and plain(said[slot]) == plain(found.get(slot, ""))
                hits[slot] += right
                false[slot] += slot in found and not right
                missed[slot] += slot in said and not right
            if any(plain(said.get(s, "")) != plain(found.get(s, "")) for s in slots.values()):
                told.miss(row["text"], language, said)
        scores = [2 * hits[s] / max(1, 2 * hits[s] + false[s] + missed[s]) for s in hits]
        return statistics.mean(scores)

    return count


def list_names(told: Understanding) -> Callable[[list[Row]], float]:
    """The share of named lists whose name is found."""

    def count(rows: list[Row]) -> float:
        right = 0
        for row in rows:
            found = told.slots(row["text"], "en").get("list", "")
            good = plain(found) == plain(row["slots"]["list_name"])
            right += good
            if not good:
                told.miss(row["text"], "en", f"list {row['slots']['list_name']}")
        return right / max(1, len(rows))

    return count


def korean_names(told: Understanding) -> Callable[[list[Row]], float]:
    """The share of the names that stand in a turn that are found, particles stripped."""

    def count(rows: list[Row]) -> float:
        tallies = [korean_tally(told, row) for row in rows]
        return sum(right for right, _ in tallies) / max(1, sum(of for _, of in tallies))

    return count


def korean_tally(told: Understanding, row: Row) -> Tally:
    """Of the names that stand in one turn, how many are found."""
    said = [
        name.strip()
        for slot in KOREAN_MUSIC
        for name in row["slots"].get(slot, "").split("//")
        if name.strip() and name.strip() in row["text"]
    ]
    found = {plain(phrase) for phrase in told.slots(row["text"], "ko").values()}
    missing = [name for name in said if plain(name) not in found]
    if missing:
        told.miss(row["text"], "ko", missing)
    return len(said) - len(missing), len(said)


def english(told: Understanding, data: dict[str, list[Row]]) -> Iterator[Measure]:
    """The English measures."""
    slurp, music, book = data["slurp"], data["snips_playmusic"], data["snips_ratebook"]
    for label, wanted in SLURP_LISTS.items():
        rows = [row for row in slurp if row["intent"] == label]
        yield Measure(f"slurp {label}", "≥ 85 %", rows, intent_share(told, "en", wanted))
    named = [r for r in slurp if r["intent"] in SLURP_LISTS and r["slots"].get("list_name")]
    yield Measure("slurp list names", "≥ 85 %", named, list_names(told))
    rows = [row for row in slurp if row["intent"] == "play_music"]
    playing = intent_share(told, "en", frozenset({"PlayMusic"}))
    yield Measure("slurp play_music", "≥ 92 %", rows, playing)
    others = [
        row
        for row in slurp
        if not row["intent"].startswith(NEAR_OURS) and row["intent"] not in NEAR_OURS_CUT
    ]
    yield from not_ours(told, "en", "slurp, not ours", "≤ 2 %", others)
    yield Measure("snips PlayMusic: intent", "≥ 97 %", music, playing)
    slots = {slot: slot for slot in SNIPS_MUSIC}
    yield Measure("snips PlayMusic: slots", "≥ 0.80", music, macro_f1(told, "en", slots))
    rating = intent_share(told, "en", frozenset({"Rate"}))
    yield Measure("snips RateBook: intent", "≥ 99 %", book, rating)
    yield Measure("snips RateBook: slots", "≥ 0.95", book, macro_f1(told, "en", SNIPS_BOOK))


def korean(told: Understanding, data: dict[str, list[Row]]) -> Iterator[Measure]:
    """The Korean measures."""
    rows = [r for r in data["music_ko"] if any(word in r["text"] for word in KOREAN_PLAYING)]
    wanted = frozenset({"PlayMusic", "Recommend"})
    yield Measure("music_ko: intent", "≥ 85 %", rows, intent_share(told, "ko", wanted))
    yield Measure("music_ko: names", "≥ 75 %", rows, korean_names(told))
    yield from not_ours(told, "ko", "not_for_us_ko", "≤ 1 %", data["not_for_us_ko"])


def not_ours(
    told: Understanding, language: Language, name: str, goal: str, rows: list[Row]
) -> Iterator[Measure]:
    """Orders, and anything at all, where nothing was asked."""
    ordered = false_share(told, language, lambda intent: intent in BUYING)
    yield Measure(f"{name}: order", "0", rows, ordered)
    anything = false_share(told, language, lambda intent: bool(intent) and intent not in TALK)
    yield Measure(f"{name}: anything", goal, rows, anything)
    for offered in OFFERED:
        chosen = chosen_share(told, language, told.options(offered))
        yield Measure(f"{name}: taken, {len(offered)} offered", "0", rows, chosen)


def read(folder: Path) -> dict[str, list[Row]]:
    """The files that are there."""
    data: dict[str, list[Row]] = defaultdict(list)
    for path in folder.glob("*.jsonl"):
        data[path.stem] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return data


def table(measures: Iterable[Measure]) -> None:
    """Print both halves of each measure with its goal."""
    print(f"{'measure':<36} {'goal':>7} {'tuned on':>14} {'kept aside':>14}")
    for measure in measures:
        if not measure.rows:
            continue
        first = [row for row in measure.rows if not held_out(row["text"])]
        second = [row for row in measure.rows if held_out(row["text"])]
        figures = [f"{measure.figure(half):.3f} of {len(half):<5}" for half in (first, second)]
        print(f"{measure.name:<36} {measure.goal:>7} {figures[0]:>14} {figures[1]:>14}")


def main() -> None:
    """Print the table, then the times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder with the data")
    parser.add_argument("--show", action="store_true", help="print the first half's misses")
    options = parser.parse_args()
    told = Understanding(show=options.show)
    data = read(options.data)
    table([*english(told, data), *korean(told, data)])
    if (options.data / "product_names.txt").is_file():
        print_speed(options.data / "product_names.txt")
    for language, times in told.ms.items():
        ordered = sorted(times)
        print(f"{language}: p50 {ordered[len(ordered) // 2]:.2f} ms,", end="")
        print(f" p99 {ordered[len(ordered) * 99 // 100]:.2f} ms, longest {ordered[-1]:.1f} ms")


if __name__ == "__main__":
    main()
