"""`assistant catalog` and `assistant watches`, as an owner uses them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from assistant.core.messages import utc_now
from assistant.core.money import Money
from assistant.core.notes import PriceWatch
from assistant.storage.catalog.catalog_import import BATCH
from assistant.storage.sqlite_notebook import NOTEBOOK_FILE, SqliteNotebook

Run = Callable[..., Result]
PODS = "tide-pods-81-count"
PRODUCTS = "id,name,category,size,size_unit,price,seller\n"


@pytest.fixture
def environ(data_dir: Path, tmp_path: Path) -> dict[str, str]:
    return {
        "ASSISTANT_PATHS_DATA": str(data_dir),
        "XDG_CONFIG_HOME": str(tmp_path / "no-config"),
    }


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def feed(folder: Path, text: str, name: str = "feed.csv") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_what_was_imported_is_searched_by_name_price_and_trait(run: Run, tmp_path: Path) -> None:
    text = PRODUCTS.replace("\n", ",ean\n")
    text += "oj,Zorblatt Organic Orange Juice,juice,1,l,3.50,fresh,4006381333931\n"
    assert "1 added" in run("catalog", "import", feed(tmp_path, text)).stdout
    found = objects(run("catalog", "search", "--json", "organic orange juice under 4 dollars"))
    assert found[0]["product_id"] == "oj"
    assert "3.50 USD per l" in run("catalog", "search", "zorblatt juice").stdout
    assert "Nothing like that" in run("catalog", "search", "zorblatt juice under 2").stdout
    assert "3.50 USD  Morning Basket" in run("catalog", "offers", "4006381333931").stdout


def test_a_held_price_waits_for_the_owners_word(run: Run, tmp_path: Path) -> None:
    offers = f"product_id,seller,price_usd\n{PODS},home,1899.00\n"
    imported = objects(run("catalog", "import", "--json", feed(tmp_path, offers)))[0]
    assert (imported["held"], imported["rejected"]) == (1, 0)
    (held,) = objects(run("catalog", "held", "--json"))
    assert "19.99 USD to 1899.00 USD" in held["reason"]
    assert PODS in run("catalog", "held").stdout
    assert "19.99 USD" in run("catalog", "search", "tide pods 81 count").stdout
    assert run("catalog", "held", "--accept", "99").exit_code == 2
    dropped = run("catalog", "held", "--drop", str(held["number"])).stdout
    assert dropped == f"1899.00 USD for {PODS} by home is forgotten.\n"
    assert "Nothing is held" in run("catalog", "held").stdout


@pytest.mark.parametrize(
    ("answer", "settled", "price"),
    [("yes", "From now on", "$0.20"), ("no", "Then I forget", "$19.99")],
)
def test_a_held_price_is_settled_in_conversation(
    answer: str, settled: str, price: str, run: Run, tmp_path: Path
) -> None:
    offers = f"product_id,seller,price_usd\n{PODS},home,0.20\n"
    run("catalog", "import", feed(tmp_path, offers))
    said = ["how much are tide pods", "check the prices", answer, "how much are tide pods"]
    result = run("--set", "broker.port=0", "chat", stdin="\n".join(said))
    told, asked, done, later, *_ = result.stdout.splitlines()
    assert "$19.99" in told
    assert "looks like a slip" in told
    assert "$0.20" in asked
    assert done.startswith(settled)
    assert later.startswith(f"Tide Pods 81 count is {price}")
    assert "slip" not in later


def test_who_sells_is_told_with_shipping_and_what_is_outside(run: Run) -> None:
    said = run("catalog", "offers", "tide pods 81 count").stdout.splitlines()
    assert said[0].startswith("18.89 USD  Harbor Wholesale  + 0.60 USD shipping = 19.49 USD")
    assert said[1].startswith("17.19 USD  Bright Cart  + 4.99 USD shipping = 22.18 USD")
    told = objects(run("catalog", "offers", "--json", PODS))
    assert {each["seller_id"] for each in told} >= {"home", "brightcart", "harbor"}
    outside = run("catalog", "offers", "tide pods 42 count").stdout
    assert "outside" in outside or "Mega Mart" not in outside
    assert run("catalog", "offers", "qwertzuiop").exit_code == 2


def test_learnt_names_are_listed_and_forgotten(run: Run, environ: dict[str, str]) -> None:
    assert "No names were learnt" in run("catalog", "aliases").stdout
    taught = "when I say wash bombs I mean tide pods 81 count"
    program = [sys.executable, "-m", "assistant.cli", "--set", "broker.port=0", "chat"]
    subprocess.run(
        program, input=taught + "\n", env=os.environ | environ, text=True, check=True,
        capture_output=True, timeout=120,
    )  # fmt: skip
    assert objects(run("catalog", "aliases", "--json"))[0]["said"] == "wash bombs"
    assert objects(run("catalog", "search", "--json", "wash bombs"))[0]["product_id"] == PODS
    assert run("catalog", "aliases", "--forget", "wash bombs").exit_code == 0
    assert run("catalog", "aliases", "--forget", "wash bombs").exit_code == 2


def test_watches_are_listed_and_forgotten(run: Run, data_dir: Path) -> None:
    assert "No prices are watched" in run("watches").stdout
    notebook = SqliteNotebook(data_dir / NOTEBOOK_FILE)
    watch = PriceWatch(
        product_id=PODS, names={"en": "Tide"}, below=Money(999, "USD"), made_at=utc_now()
    )
    number = notebook.watch(watch).number
    notebook.close()
    assert "Tide  below 9.99 USD  waiting" in run("watches").stdout
    assert objects(run("watches", "--json"))[0]["number"] == number
    assert run("watches", "--forget", str(number)).exit_code == 0
    assert run("watches", "--forget", str(number)).exit_code == 2


def test_a_secret_is_made_for_a_seller_that_is_there(run: Run) -> None:
    assert len(run("catalog", "secret", "brightcart").stdout.strip()) >= 40
    assert run("catalog", "secret", "brightcart", "--revoke").exit_code == 0
    assert run("catalog", "secret", "nobody").exit_code == 2


def test_an_import_that_was_killed_goes_on_and_loses_nothing(
    run: Run, environ: dict[str, str], data_dir: Path, tmp_path: Path
) -> None:
    count = 12_000
    lines = (f"k{n},Killed Thing {n},hardware,1,count,{n % 9 + 1},home\n" for n in range(count))
    file = feed(tmp_path, PRODUCTS + "".join(lines))
    program = [sys.executable, "-m", "assistant.cli", "catalog", "import", str(file)]
    process = subprocess.Popen(
        program, env=os.environ | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while _taken(data_dir / "market.db") < 5000:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = _taken(data_dir / "market.db")
    assert before % BATCH == 0
    again = run("catalog", "import", file)
    assert f"Taken up again after line {before + 1}" in again.stdout
    assert f"{count} added" in again.stdout
    assert _taken(data_dir / "market.db") == count
    assert f"{count} as before" in run("catalog", "import", file).stdout


def _taken(market: Path) -> int:
    if not market.is_file():
        return 0
    try:
        with sqlite3.connect(f"{market.as_uri()}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM product").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.parametrize(
    "command",
    [
        "doctor",
        "watches",
        "watches --forget 2",
        "catalog held",
        "catalog held --drop 3",
        "catalog aliases",
        "catalog aliases --forget suds",
        "catalog offers tide pods 81",
        "catalog offers 4006381333931",
        "catalog secret --revoke home",
        f"why {PODS}",
    ],
)
def test_to_look_makes_no_file(command: str, run: Run, tmp_path: Path, data_dir: Path) -> None:
    unmade = tmp_path / "not" / "yet"
    result = run("--set", f"paths.data={unmade}", *command.split())
    assert not isinstance(result.exception, Exception)
    assert not list(unmade.glob("*.db*"))
    assert "data folder    " + str(unmade) in result.stdout or command != "doctor"
    assert list(data_dir.iterdir()) == []
