"""What pairs of phones names share with a phrase."""

import numpy as np

from assistant.language.names.phone_alignment import run_of_phones
from assistant.language.names.signatures import shared, signatures
from assistant.language.words.spelling import words


def share(phrase: str, *names: str) -> list[float]:
    """The share of the phrase's pairs of phones that each name has."""
    said, *known = signatures([run_of_phones(words(each)) for each in (phrase, *names)])
    return [float(each) for each in shared(said, np.array(known, np.uint64))]


def test_a_name_shares_most_with_what_it_was_misheard_as_wherever_words_end() -> None:
    right, *others = share(
        "rush minute off", "Rachmaninoff", "Minute Maid lemonade", "Brush Cutter", "Coffee"
    )
    assert right > max(others)


def test_phones_that_are_heard_for_each_other_are_as_good() -> None:
    as_said, misheard, other = share("tide pods", "tide pods", "dite bots", "fresh linen")
    assert as_said == misheard > other


def test_of_names_that_hold_a_phrase_the_shorter_one_shares_more() -> None:
    whole, longer = share("oat milk", "oat milk", "chocolate chip cookies and oat milk")
    assert whole > longer


def test_korean_names_have_signatures_too() -> None:
    right, other = share("섬유유 연재", "섬유유연제", "주방세제")
    assert right > other


def test_each_name_has_its_own_signature_and_what_has_no_pairs_shares_nothing() -> None:
    together = signatures(["tId", "", "i", "podz"])
    assert together.tolist() == [signatures([run])[0] for run in ("tId", "", "i", "podz")]
    assert together[1] == together[2] == 0
    assert shared(together[1], together).max() <= 0
    assert len(signatures([])) == 0
