"""An answer and something else behind it."""

import pytest

from assistant.language.breath.answer_first import answers_first


@pytest.mark.parametrize("text", ["don't order coffee", "please do not order any coffee"])
def test_nothing_is_parted_behind_a_word_that_denies_it(text: str) -> None:
    assert not [cut for cut in answers_first(text, "en") if cut.more.startswith("order")]
