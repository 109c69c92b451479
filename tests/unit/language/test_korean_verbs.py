"""Korean verbs said twice for one command, and those that only look so."""

import pytest

from assistant.language.matching.korean_verbs import one_verb_for_all


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        ("우유 넣고 빵 넣어 줘", "우유하고 빵 넣어 줘"),
        ("우유는 사고 빵도 사 줘", "우유하고 빵도 사 줘"),
    ],
)
def test_what_is_done_alike_is_said_once(said: str, joined: str) -> None:
    assert one_verb_for_all(said) == joined


@pytest.mark.parametrize(
    "said",
    ["우유 빼고 나머지 빼 줘", "우유 빼고 다 빼 줘", "우유는 사고 계란은 사지 마", "우유 넣고 빵 빼 줘"],
)  # fmt: skip
def test_what_is_done_otherwise_stays_apart(said: str) -> None:
    assert one_verb_for_all(said) == said
