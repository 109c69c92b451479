"""The password file of mosquitto: ours and `mosquitto_passwd`'s are the same."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bus import passwords
from assistant.core.errors import BadInputError


def test_a_secret_opens_what_it_sealed_and_no_other_does() -> None:
    kept = passwords.sealed("open sesame")
    assert kept.startswith("$7$101$")
    assert "sesame" not in kept
    assert passwords.opens("open sesame", kept)
    assert not passwords.opens("open barley", kept)


def test_the_same_secret_is_never_sealed_alike() -> None:
    assert passwords.sealed("x") != passwords.sealed("x")
    assert passwords.new_secret() != passwords.new_secret()


@pytest.mark.parametrize("kept", ["", "$6$101$aa$bb", "$7$x$YQ==$YQ==", "$7$101$!$YQ==", "$7$1"])
def test_what_is_no_hash_opens_to_nobody(kept: str) -> None:
    assert not passwords.opens("x", kept)


def test_mosquitto_writes_the_same(tmp_path: Path) -> None:
    program = shutil.which("mosquitto_passwd")
    if program is None:
        pytest.skip("needs mosquitto_passwd (apt install mosquitto)")
    file = tmp_path / "passwords"
    file.write_text("")
    subprocess.run([program, "-b", str(file), "washer", "s3cret"], check=True, capture_output=True)
    kept = file.read_text().strip().partition(":")[2]
    assert passwords.opens("s3cret", kept)
    assert not passwords.opens("s3cre", kept)


def test_an_account_replaces_its_own_and_leaves_the_others() -> None:
    text = passwords.with_account("", "washer", "one")
    text = passwords.with_account(text, "dash", "two")
    text = passwords.with_account(text, "washer", "three")
    assert passwords.names(text) == ("dash", "washer")
    assert passwords.opens("three", text.splitlines()[1].partition(":")[2])
    assert passwords.names(passwords.without_account(text, "dash")) == ("washer",)
    assert passwords.without_account(text, "stranger") == text


@pytest.mark.parametrize(
    "name", ["", "a:b", "a/b", "+", "#", "a b", "-a", "x" * 65, "a\n", "세탁기"]
)
def test_a_name_that_would_widen_its_topics_is_refused(name: str) -> None:
    with pytest.raises(BadInputError):
        passwords.with_account("", name, "secret")


@given(st.text(max_size=80))
def test_a_name_is_taken_or_refused_and_never_two_lines(name: str) -> None:
    try:
        text = passwords.with_account("", name, "secret")
    except BadInputError:
        return
    assert passwords.names(text) == (name,)
    assert text.count("\n") == 1
