"""The sentence nearest to a garbled text, where sentences have no free words."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.language.matching.match import Matcher
from assistant.language.templates.sentences import Sentences

COFFEE: dict[str, Any] = {
    "language": "en",
    "intents": {
        "OrderDrink": {
            "data": [
                {
                    "sentences": [
                        "(may I have|brew|get me) [a|an] [{size}] [{shots}] {drink} [with {milk}]"
                    ]
                }
            ]
        },
        "Yes": {"data": [{"sentences": ["yes please do {size}"]}]},
    },
    "lists": {
        "size": {"values": ["small", "large", "twelve ounce"]},
        "shots": {"values": ["single shot", "double shot"]},
        "drink": {"values": ["latte", "iced mocha", "drip coffee"]},
        "milk": {"values": ["milk", "soy milk"]},
    },
}


def matcher(folder: Path, content: dict[str, Any]) -> Matcher:
    (folder / "coffee.yaml").write_text(yaml.safe_dump(content), "utf-8")
    return Matcher(Sentences.load(folder, "en"))


@pytest.mark.parametrize(
    ("heard", "slots"),
    [
        ("may have a dull shot of drip coffee", {"shots": "double shot", "drink": "drip coffee"}),
        ("get me a small ice mocha with milk", {"size": "small", "drink": "iced mocha"}),
        ("pure twelve ounce drip coffee", {"size": "twelve ounce", "drink": "drip coffee"}),
        ("brought twelve ounce drip coffee", {"size": "twelve ounce", "drink": "drip coffee"}),
        ("may I have a large latte, a soy milk", {"milk": "soy milk", "drink": "latte"}),
    ],
)
def test_what_was_heard_wrong_is_the_nearest_sentence(
    tmp_path: Path, heard: str, slots: dict[str, str]
) -> None:
    understood = matcher(tmp_path, COFFEE).understand(heard)
    assert understood.intent is not None
    assert understood.intent.name == "OrderDrink"
    values = {name: slot.value for name, slot in understood.intent.slots.items()}
    assert values.items() >= slots.items()
    assert understood.intent.text == heard
    assert understood.intent.score < 1
    assert understood.heard


@pytest.mark.parametrize(
    "said",
    [
        "may I have a look at the paper",
        "we had coffee with milk at my mother's",
        "what a lovely day for a walk in the park",
        "a large one",
        "yes please do smell",
        "get me out of here",
    ],
)
def test_other_talk_is_near_nothing(tmp_path: Path, said: str) -> None:
    assert matcher(tmp_path, COFFEE).understand(said).intent is None


def test_an_intent_with_free_words_is_never_guessed(tmp_path: Path) -> None:
    content = COFFEE | {
        "intents": {"OrderDrink": {"data": [{"sentences": ["brew a {size} {drink} for {who}"]}]}},
        "lists": {**COFFEE["lists"], "who": {"wildcard": True}},
    }
    assert matcher(tmp_path, content).understand("brood a smell latte for Ann").intent is None


def test_hostile_texts_take_no_longer_than_they_may(tmp_path: Path) -> None:
    understand = matcher(tmp_path, COFFEE).understand
    for said in ("may " * 40, "may I have a " + "small " * 30, "latte" * 500, "with with with"):
        began = time.thread_time()
        assert understand(said).intent is None
        assert time.thread_time() - began < 1


def test_of_two_as_near_the_same_is_meant_however_they_stand_in_the_file(tmp_path: Path) -> None:
    meant = []
    for number, drinks in enumerate((["bata", "pata"], ["pata", "bata"])):
        content = {**COFFEE, "lists": {**COFFEE["lists"], "drink": {"values": drinks}}}
        folder = tmp_path / str(number)
        folder.mkdir()
        understood = matcher(folder, content).understand("get me a small data with milk")
        assert understood.intent is not None
        meant.append(understood.intent.value("drink"))
    assert meant[0] == meant[1]
