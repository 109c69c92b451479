"""The format of conversation scripts: what is read, and where a mistake is reported."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.errors import ScriptError
from assistant.scripting.script import duration, fraction, read_script

VALID = """\
title: a test
turns:
  - say: reorder detergent
    expect: {intent: Reorder, reply: [Ordered*, Which*]}
  - wait: 2 days
  - level: {washer/detergent: 12 %}
    expect: nothing
"""


def test_a_script_knows_the_lines_of_its_turns() -> None:
    script = read_script(VALID, "a.script.yaml")
    assert script.lines == (3, 5, 6)
    assert [turn.action for turn in script.turns] == [
        "say reorder detergent",
        "wait 2 days",
        "level washer/detergent 12 %",
    ]


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("turns: [", "a:1", "not YAML"),
        ("", "a:1", "Expected `object`"),
        ("turns: []", "a:1", "length >= 1"),
        ("turns:\n  - sya: hello", "a:2", "there is nothing called `sya`"),
        ("turns:\n  - say: a\n  - say: a\n    expect:\n      oder: none", "a:5", "`oder`"),
        ("turns:\n  - {say: a, press: b/c}", "a:2", "exactly one of"),
        ("turns:\n  - by: anna", "a:2", "exactly one of"),
        ("turns:\n  - wait: soon", "a:2", "no time span"),
        ("turns:\n  - wait: 99999 days", "a:2", "longer than"),
        ("turns:\n  - press: washer", "a:2", "not DEVICE/SLOT"),
        ("turns:\n  - level: {washer/detergent: 120 %}", "a:2", "no level"),
        ("turns:\n  - say: a\nchannels: [smoke]", "a:3", "Invalid enum value"),
        ("turns: &t [*t]", "a", ""),
    ],
)
def test_a_mistake_is_reported_where_it_stands(text: str, where: str, problem: str) -> None:
    with pytest.raises(ScriptError) as raised:
        read_script(text, "a")
    assert str(raised.value).startswith(where)
    assert problem in str(raised.value)


def test_time_spans_and_levels() -> None:
    assert duration("90 s") == timedelta(seconds=90)
    assert duration("1.5h") == timedelta(minutes=90)
    assert fraction(" 12.5 %") == 0.125


json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
turn_like = st.dictionaries(
    st.sampled_from(["say", "hear", "press", "level", "wait", "by", "expect", "language"]), json
)


@given(st.lists(turn_like, max_size=5) | json)
def test_whatever_stands_in_a_script_is_read_or_refused(turns: Any) -> None:
    try:
        script = read_script(yaml.safe_dump({"turns": turns}, allow_unicode=True), "a")
    except ScriptError:
        return
    assert len(script.lines) == len(script.turns)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ScriptError):
        read_script(text, "a")
