"""`assistant doctor` looks at the buttons that were learnt."""

import time
from pathlib import Path

import msgspec

from assistant.app import App, Finding, examine
from assistant.bus.dialects.mapping import Mapping, add_mapping
from assistant.core.settings import Settings
from assistant.house import House


def buttons(settings: Settings) -> Finding:
    return next(found for found in examine(settings) if found.what == "buttons")


def slots(settings: Settings) -> int:
    """How many there are, once an order service has furnished the house."""
    with App(settings).order_store() as store:
        return len(store.slots()) if store is not None else 0


def test_the_buttons_are_looked_at(tmp_path: Path) -> None:
    replace = msgspec.structs.replace
    mine = Settings()
    settings = replace(
        mine,
        paths=replace(mine.paths, data=str(tmp_path)),
        broker=replace(mine.broker, port=0),
        devices=replace(mine.devices, simulated=()),
    )
    assert buttons(settings).mend == "assistant devices learn adds one"
    with House(settings):
        while not slots(settings):
            time.sleep(0.1)
        add_mapping(
            settings.buttons_file,
            Mapping(family="tasmota", name="plug", device="dash", slot="coffee"),
        )
    assert buttons(settings).says.startswith("1, ")
    add_mapping(
        settings.buttons_file, Mapping(family="tasmota", name="old", device="toaster", slot="bread")
    )
    assert (buttons(settings).state, "toaster" in buttons(settings).says) == ("degraded", True)
    settings.buttons_file.write_text("[[button]]\nfamily = 3", "utf-8")
    assert buttons(settings).state == "broken"
