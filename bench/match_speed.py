"""How long matching takes: 100 sentences, 1,000 names, against hassil in the same run.

Each sentence is said as it stands, and with its verb misheard. `bench.understand` prints it.
"""

import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hassil import Intents, recognize

from assistant.language.matching.match import Matcher
from assistant.language.templates.sentences import Sentences

MISHEARD = {
    "order": "odor",
    "buy": "by",
    "purchase": "purchased",
    "reorder": "we order",
    "get me": "get knee",
    "add": "at",
    "send me": "sent me",
    "find": "fined",
    "show": "shoe",
    "rate": "raid",
}
"""Verbs, and what a recogniser may make of them."""

ENDS = ("", " now", " again", " to my cart", " for me", " today", " online", " for the house")
COUNTS = ("", "two ", "a pack of ", "one box of ", "some ")


def print_speed(names_file: Path) -> None:
    """100 sentences, 1,000 names: time per sentence, and hassil's in the same run."""
    names = short_names(names_file, 1000)
    numbers = random.Random(7)
    whole = [
        (verb, f"{many}{{product}}{end}") for verb in MISHEARD for end in ENDS for many in COUNTS
    ]
    chosen = numbers.sample(whole, 100)
    said = [(verb, rest.replace("{product}", numbers.choice(names))) for verb, rest in chosen * 3]
    texts = [f"{verb} {rest}" for verb, rest in said]
    garbled = [f"{MISHEARD[verb]} {rest}" for verb, rest in said]
    block = {
        "language": "en",
        "intents": {"Find": {"data": [{"sentences": [" ".join(pair) for pair in chosen]}]}},
        "lists": {"product": {"values": names}},
    }
    intents = Intents.from_dict(block)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Find.yaml").write_text(json.dumps(block), "utf-8")
        matcher = Matcher(Sentences.load(Path(folder), "en"))

    def recognise(text: str) -> object:
        return recognize(text, intents)

    for text in texts:
        matcher.understand(text)
        recognise(text)
    # In turns: what else the machine does slows one as much as the other.
    ours_ms: list[float] = []
    theirs_ms: list[float] = []
    for text in texts:
        ours_ms += times_ms(matcher.understand, [text])
        theirs_ms += times_ms(recognise, [text])
    exact, theirs = statistics.median(ours_ms), statistics.median(theirs_ms)
    first, again = times_ms(matcher.understand, garbled), times_ms(matcher.understand, garbled)
    print(
        f"100 sentences, 1,000 names: exact {exact:.3f} ms, hassil strict {theirs:.3f} ms:", end=""
    )
    print(f" {exact / theirs:.2f} times (goal ≤ 1.5)")
    for when, times in ("misheard", first), ("the same again", again):
        p50, p90 = statistics.median(times), statistics.quantiles(times, n=10)[-1]
        print(f"{when}: p50 {p50:.2f} ms (goal ≤ 10), p90 {p90:.0f}, most {max(times):.0f}")
    found = sum(matcher.understand(text).intent is not None for text in garbled)
    print(f"misheard and understood {found} of {len(garbled)}")


def times_ms(understand: Callable[[str], object], texts: list[str]) -> list[float]:
    """The time per text in milliseconds."""
    times = []
    for text in texts:
        began = time.perf_counter()
        understand(text)
        times.append(1000 * (time.perf_counter() - began))
    return times


def short_names(path: Path, count: int) -> list[str]:
    """Short plain names, as sentence files can hold them, drawn from a file with one a line."""
    names = {re.sub(r"[^A-Za-z ]+", " ", line).strip() for line in path.read_text().splitlines()}
    short = sorted(" ".join(name.split()) for name in names if 1 < len(name.split()) < 5)
    return random.Random(1).sample(short, count)
