"""A price that drops while the household is in use: said once, in the conversation that waits."""

import os
import subprocess
import sys
from pathlib import Path

from assistant.app import App, join_home
from assistant.core.settings import load

PODS = "tide-pods-81-count"


def imported(file: Path, data_dir: Path) -> None:
    """Another process of the household takes a feed."""
    environ = os.environ | {"ASSISTANT_PATHS_DATA": str(data_dir)}
    program = [sys.executable, "-m", "assistant.cli", "catalog", "import", str(file)]
    subprocess.run(program, env=environ, check=True, capture_output=True, timeout=120)


def test_a_drop_is_told_once_and_a_new_product_is_known_at_once(
    data_dir: Path, tmp_path: Path
) -> None:
    offers = tmp_path / "offers.csv"
    products = tmp_path / "products.csv"
    products.write_text(
        "id,name,category,size,size_unit,price,seller\n"
        "zorb,Zorblatt Lemon Squares,sweets,6,count,3.00,grocery\n",
        "utf-8",
    )
    overrides = [f"paths.data={data_dir}", "broker.port=0", "devices.simulated=[]"]
    app = App(load({}, [*overrides, "audio.output=null"]))
    with join_home(app) as home, home.talk("en") as talk:

        def say(text: str) -> str:
            reply = talk(text).reply
            return reply.text if reply else ""

        assert "less than $15.00" in say("tell me when detergent drops below fifteen dollars")
        assert "zorblatt" not in say("hello").lower()
        offers.write_text(f"product_id,seller,price_usd\n{PODS},harbor,13.49\n", "utf-8")
        imported(offers, data_dir)
        imported(products, data_dir)
        news = say("hello")
        assert "Tide Pods 81 count has dropped to $13.49 at Harbor Wholesale" in news
        assert "dropped" not in say("hello")
        assert "one Zorblatt Lemon Squares for $5.99 with shipping" in say(
            "order zorblatt lemon squares"
        )
        say("no")
        assert "Harbor Wholesale for $13.49" in say("who sells detergent")
    assert app.notebook.watches()[0].told_at is not None


def test_a_slip_of_what_is_bought_here_is_asked_about_once_after_the_answer(
    data_dir: Path, tmp_path: Path
) -> None:
    offers = tmp_path / "offers.csv"
    offers.write_text(f"product_id,seller,price_usd\n{PODS},brightcart,1719\n", "utf-8")
    imported(offers, data_dir)
    overrides = [f"paths.data={data_dir}", "broker.port=0", "devices.simulated=[]"]
    app = App(load({}, [*overrides, "audio.output=null"]))
    with join_home(app) as home, home.talk("en") as talk:
        turn = talk("who am i")
        assert turn.reply is not None
        assert turn.expects_answer
        assert turn.reply.text.endswith(
            "Bright Cart now asks $1,719.00 for Tide Pods 81 count, before it was $17.19. "
            "Is that right?"
        )
        forgotten = talk("no").reply
        assert forgotten is not None
        assert "stays at $17.19" in forgotten.text
        again = talk("who am i").reply
        assert again is not None
        assert "Bright Cart" not in again.text


def test_to_look_at_prices_where_nobody_tells_any_changes_nothing(data_dir: Path) -> None:
    overrides = [f"paths.data={data_dir}", "broker.port=0", "devices.simulated=[]"]
    app = App(load({}, [*overrides, "audio.output=null"]))
    with join_home(app) as home, home.talk("en") as talk:
        assert talk("how much is the detergent").reply is not None
        assert not app.prices_due()
    assert app.catalog.changes() == 0
    assert not list(data_dir.glob("market.db*"))
