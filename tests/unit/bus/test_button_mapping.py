"""The file that says which button stands for what."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bus.dialects.gesture import Gesture
from assistant.bus.dialects.mapping import (
    Mapping,
    add_mapping,
    read_mappings,
    remove_mappings,
)
from assistant.core.errors import BadInputError


def mapping(**changes: Any) -> Mapping:
    values = {"family": "zigbee2mqtt", "name": "desk", "device": "dash", "slot": "coffee"}
    return Mapping(**(values | changes))


def test_no_file_is_no_buttons(tmp_path: Path) -> None:
    assert read_mappings(tmp_path / "none.toml") == ()


def test_what_is_added_is_read_and_what_a_person_wrote_stays(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "buttons.toml"
    assert not add_mapping(path, mapping())
    path.write_text(path.read_text() + "\n# the one by the door\n")
    assert not add_mapping(path, mapping(name='a "b" ü', gesture="long", test=True, seen="7"))
    assert "# the one by the door" in path.read_text()
    assert read_mappings(path) == (
        mapping(), mapping(name='a "b" ü', gesture="long", test=True, seen="7"),
    )  # fmt: skip
    assert add_mapping(path, mapping(slot="tea"))
    assert {each.slot for each in read_mappings(path) if each.name == "desk"} == {"tea"}
    remove_mappings(path, [mapping(slot="tea")])
    assert [each.name for each in read_mappings(path)] == ['a "b" ü']


@pytest.mark.parametrize(
    "text",
    [
        "[[button]]\nfamily = 3",
        "[[button]]\nfamily = 'zwave'\nname = 'x'\ndevice = 'd'\nslot = 's'",
        "[[button]]\nfamily = 'tasmota'\nname = 'x/#'\ndevice = 'd'\nslot = 's'",
        "[[button]]\nfamily = 'tasmota'\nname = 'x/'\ndevice = 'd'\nslot = 's'",
        "[[button]]\nfamily = 'tasmota'\nname = 'x'\ndevice = 'd e'\nslot = 's'",
        "[[button]]\nfamily = 'tasmota'\nname = 'x'\ndevice = 'd'\nslot = 's'\ncolour = 'red'",
        2 * "[[button]]\nfamily = 'tasmota'\nname = 'x'\ndevice = 'd'\nslot = 's'\n",
        "[button",
        "\x00",
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "buttons.toml"
    path.write_text(text)
    with pytest.raises(BadInputError, match=str(path)):
        read_mappings(path)


def test_a_mapping_without_a_button_means_any_of_them() -> None:
    gesture = Gesture("shelly2", "s", "input:1", "single")
    assert mapping(family="shelly2", name="s").means(gesture)
    assert mapping(family="shelly2", name="s", button="input:1").means(gesture)
    assert not mapping(family="shelly2", name="s", button="input:0").means(gesture)
    assert not mapping(family="shelly2", name="s", gesture="double").means(gesture)
    assert mapping(family="shelly2", name="s", gesture="double").watches(gesture)


NAMES = st.text(
    st.characters(exclude_characters="+#/", exclude_categories=["Cc", "Cs"]),
    min_size=1,
    max_size=50,
)


@given(NAMES)
def test_every_name_goes_into_the_file_and_comes_out(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "buttons.toml"
        add_mapping(path, mapping(name=name))
        assert read_mappings(path) == (mapping(name=name),)
