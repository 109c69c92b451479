"""Models are loaded once, by whoever asks first, and what is missing is told to who asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.core.errors import ModelMissingError
from assistant.core.settings import Settings
from assistant.core.settings.sections import Recognition
from assistant.speech.loaded_models import LoadedModels

WHISPER = Settings(recognition=Recognition(engine="whisper"))


def test_a_model_is_loaded_once_for_all_who_ask() -> None:
    models = LoadedModels(WHISPER)
    models.begin(["en"])
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(models.whisper, ["en", "en"])
    assert one is other
    assert models.engine("en") == "whisper"


def test_one_model_serves_those_who_expect_different_words() -> None:
    model = LoadedModels(WHISPER).whisper("en")
    tea = model.narrowed(["tea"], lambda text: text == "tea")
    milk = tea.narrowed(["milk"])
    assert (model.hotwords, tea.hotwords, milk.hotwords) == ((), ("tea",), ("milk",))
    assert model.is_complete is None
    assert milk.is_complete is tea.is_complete


def test_what_is_missing_is_told_where_it_is_asked_for() -> None:
    models = LoadedModels(WHISPER)
    models.begin(["ko"])
    with pytest.raises(ModelMissingError, match="speech model for ko"):
        models.engine("ko")
    with pytest.raises(ModelMissingError, match="speech model for ko"):
        models.whisper("ko")
