"""Which language something is written in, where a household speaks either."""

import unicodedata

from assistant.core.settings import Household, Language


def written_in(text: str, household: Household, before: Language | None = None) -> Language:
    """The household's language; where that is either, Korean if there is any Hangul.

    A text without letters, such as a number, is in the language of what was written `before`.
    """
    if household.language != "auto":
        return household.language
    if any("HANGUL" in unicodedata.name(letter, "") for letter in text):
        return "ko"
    lettered = any(letter.isascii() and letter.isalpha() for letter in text)
    return "en" if lettered else before or household.main_language
