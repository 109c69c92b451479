from pathlib import Path

import pytest

from assistant.core import settings
from assistant.core.errors import SettingsError
from assistant.core.settings import Settings


def test_later_sources_win(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[household]\nlanguage = "ko"\n[wake]\nrefractory_s = 2\n')
    environ = {"ASSISTANT_CONFIG": str(file), "ASSISTANT_AUDIO_INPUT": "USB"}
    loaded = settings.load(environ, ["audio.input=Webcam"])
    assert loaded.household.language == "ko"
    assert loaded.wake.refractory_s == 2
    assert loaded.audio.input == "Webcam"


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("audio.inptu=USB", "there is no setting [audio] inptu (did you mean input?)"),
        ("sound.input=USB", "there is no section sound;"),
        ("voise.rate_wpm=100", "there is no section voise (did you mean voice?)"),
        ("wake.word=hal", "wake.word is 'hal'; it can be alexa, hey_jarvis,"),
        ("household.currency=EUR", "household.currency is 'EUR'; it can be USD, KRW;"),
        ("wake.refractory_s=soon", "wake.refractory_s should be a number, and is a text in"),
        ("broker.port=-1", "broker.port should be a whole number >= 0;"),
        ("privacy.record=1", "privacy.record should be true or false, and is a whole number"),
        ("devices.simulated=washer", 'should be a list such as ["a", "b"], and is a text'),
        ("limits.code_above={USD=3}", "should be a text in quotes, and is a whole number"),
        ("home_assistant.prefix=a#", "home_assistant.prefix has a character that cannot be"),
        ("wake.word", "section.key=value"),
        ("paths=here", "section.key=value"),
    ],
)
def test_what_cannot_be_used_is_named(override: str, says: str) -> None:
    with pytest.raises(SettingsError, match=r"--set") as raised:
        settings.load({}, [override])
    assert says in str(raised.value)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    for text, says in ((b"[household\n", "it is not TOML"), (b"\xff\xfe[", "it is not UTF-8 text")):
        file.write_bytes(text)
        with pytest.raises(SettingsError, match=rf"mine\.toml: {says}"):
            settings.load({"ASSISTANT_CONFIG": str(file)})


def test_a_child_process_reads_the_same_settings() -> None:
    mine = settings.load(
        {}, ["household.language=ko", "devices.simulated=['washer']", 'paths.data="/x y"',
             'buying.confirm_above={USD="9", KRW="1"}', "voice.volume_percent=7"]
    )  # fmt: skip
    assert settings.load(settings.environment(mine)) == mine


def test_the_shipped_file_holds_every_setting_at_its_default() -> None:
    shipped = settings.PROJECT / "config" / "assistant.toml"
    written = shipped.read_text("utf-8")
    for section in Settings.__struct_fields__:
        assert f"[{section}]" in written
        for key in getattr(Settings(), section).__struct_fields__:
            assert f"\n{key} = " in written, f"{section}.{key}"
    assert settings.load({}) == Settings()


def test_a_section_of_two_words_can_be_set_by_a_variable() -> None:
    loaded = settings.load({"ASSISTANT_HOME_ASSISTANT_DISCOVERY": "true"})
    assert loaded.home_assistant.discovery
