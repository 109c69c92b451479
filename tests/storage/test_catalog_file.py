import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.core.errors import CatalogError
from assistant.core.money import Money
from assistant.storage.catalog.catalog_file import SCHEMA_VERSION, build, dump, open_catalog

FILES = {
    "categories.csv": "id,name_en,name_ko\nlaundry,Laundry,세탁\n",
    "sellers.csv": "id,name_en,name_ko,delivery_days,cutoff,works_weekends\n"
    "home,Homewell,홈웰,2,18:00,no\n",
    "products.csv": "id,category,brand_en,brand_ko,name_en,name_ko,aliases_en,aliases_ko,"
    "size,size_unit,price_usd,price_krw,seller\n"
    'tide,laundry,Tide,타이드,"Tide ""Pods"", 81 count",타이드 팟,detergent|pods,세제,81,count,19.99,26900,home\n'
    "gain,laundry,Gain,,Gain Flings,,,,35,count,10.99,14900,home\n",
    "music.csv": "id,title_en,title_ko,composer_en,composer_ko,artist_en,artist_ko,album_en,album_ko,"
    "genre,file,aliases_en,aliases_ko\n"
    "arirang,Arirang,아리랑,Traditional,민요,House Piano,하우스 피아노,Songs,노래,folk,arirang.ogg,,\n",
    "purchases.csv": "product_id,quantity,unit_price_usd,unit_price_krw,days_ago\n"
    "tide,1,18.99,25900,30\n",
    "slots.csv": "device_id,slot,product_id,quantity,threshold_fraction,"
    "price_ceiling_usd,price_ceiling_krw\nwasher,detergent,tide,1,0.2,23.99,32000\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "csv"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def problems(folder: Path, tmp_path: Path) -> str:
    with pytest.raises(CatalogError) as raised:
        build(folder, tmp_path / "catalog.db", folder)
    assert not list(tmp_path.glob("*catalog.db*"))
    return str(raised.value)


def test_what_was_built_can_be_read(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "catalog.db", folder)
    catalog = open_catalog(tmp_path / "catalog.db")
    tide = catalog.product("tide")
    assert tide is not None
    assert tide.names == {"en": 'Tide "Pods", 81 count', "ko": "타이드 팟"}
    assert tide.aliases == {"en": ("detergent", "pods"), "ko": ("세제",)}
    assert tide.price("USD") == Money(1999, "USD")
    assert catalog.products()[0] == tide
    assert [product.id for product in catalog.products()] == ["tide", "gain"]
    assert catalog.product("nothing") is None
    seller = catalog.seller("home")
    assert seller in catalog.sellers()
    assert seller is not None
    assert seller.cutoff.isoformat("minutes") == "18:00"
    assert catalog.category("laundry") in catalog.categories()
    assert catalog.work("arirang") in catalog.works()
    assert catalog.sample_purchases()[0].unit_price("KRW") == Money(25900, "KRW")
    assert catalog.sample_slots()[0].price_ceiling("USD") == Money(2399, "USD")


def test_earlier_prices_are_kept_and_belong_to_a_product(folder: Path, tmp_path: Path) -> None:
    prices = folder / "prices.csv"
    prices.write_text("product_id,days_ago,price_usd\ntide,40,22.99\ntide,9,19.99\n", "utf-8")
    build(folder, tmp_path / "catalog.db")
    known = open_catalog(tmp_path / "catalog.db").sample_prices("tide")
    assert [(past.days_ago, past.price("USD").minor) for past in known] == [(40, 2299), (9, 1999)]
    (tmp_path / "catalog.db").unlink()
    prices.write_text("product_id,days_ago,price_usd\nnothing,40,-1\n", "utf-8")
    found = problems(folder, tmp_path)
    assert "prices.csv:2" in found
    assert "'nothing' is not among the ids" in found


def test_the_sample_household_may_be_left_out(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "catalog.db")
    catalog = open_catalog(tmp_path / "catalog.db")
    assert not catalog.sample_purchases()
    assert not catalog.sample_slots()


def test_a_name_that_is_not_translated_is_left_out(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "catalog.db", folder)
    gain = open_catalog(tmp_path / "catalog.db").product("gain")
    assert gain is not None
    assert gain.names == {"en": "Gain Flings"}
    assert gain.aliases == {"en": (), "ko": ()}


def test_the_same_files_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "a.db", folder)
    build(folder, tmp_path / "b.db", folder)
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()
    assert dump(tmp_path / "a.db") == dump(tmp_path / "b.db")


def test_the_dump_holds_every_fact(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "catalog.db", folder)
    text = dump(tmp_path / "catalog.db")
    assert text.splitlines()[0] == "categories (id, names, parent_id, aliases)"
    for fact in ("타이드 팟", "Homewell", "arirang.ogg", "1899", "2399", "18:00:00"):
        assert fact in text


def test_a_spreadsheet_s_way_to_save_is_read_too(folder: Path, tmp_path: Path) -> None:
    text = FILES["categories.csv"].replace("\n", "\r\n") + "\r\n,,\r\n"
    (folder / "categories.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    build(folder, tmp_path / "catalog.db")
    assert len(open_catalog(tmp_path / "catalog.db").categories()) == 1


def test_decomposed_hangul_is_composed(folder: Path, tmp_path: Path) -> None:
    import unicodedata  # noqa: PLC0415

    path = folder / "products.csv"
    path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), "utf-8")
    build(folder, tmp_path / "catalog.db")
    tide = open_catalog(tmp_path / "catalog.db").product("tide")
    assert tide is not None
    assert tide.names["ko"] == "타이드 팟"


def test_all_broken_lines_are_told_at_once(folder: Path, tmp_path: Path) -> None:
    products = folder / "products.csv"
    good = FILES["products.csv"]
    bad = (
        "tide,laundry,Tide,타이드,Tide Again,타이드,,,1,count,1.00,1000,home\n"
        "x y,laundry,B,비,B,비,,,1,count,1.00,1000,home\n"
        "c,nowhere,C,씨,C,씨,,,1,count,1.00,1000,home\n"
        "d,laundry,D,디,D,디,a||b,,1,count,1.00,1000,nobody\n"
        "e,laundry,E,이,,이,,,-1,count,1.999,0,home\n"
        "f,laundry\n"
        "g,laundry,G,지,gain flings,지,A|a,,many,count,free,1000,home\n"
    )
    products.write_text(good + bad, "utf-8")
    change(folder / "sellers.csv", "2,18:00,no", "soon,6pm,perhaps")
    change(folder / "music.csv", "arirang.ogg", "../arirang.ogg")
    change(folder / "slots.csv", "tide,1,0.2", "tied,1,2")
    change(folder / "purchases.csv", ",30", ",-30")
    report = problems(folder, tmp_path)
    for line, what in (
        ("products.csv:4", "id 'tide' is already in"),
        ("products.csv:5", "id 'x y' is no id"),
        ("products.csv:6", "category 'nowhere'"),
        ("products.csv:7", "aliases_en has an empty alias"),
        ("products.csv:7", "seller 'nobody'"),
        ("products.csv:8", "name_en is empty"),
        ("products.csv:8", "size '-1' is not a number"),
        ("products.csv:8", "'1.999' has more decimals than USD has"),
        ("products.csv:8", "price_krw '0' is not a price"),
        ("products.csv:9", "2 cells instead of 13"),
        ("products.csv:10", "name_en 'gain flings' is already in"),
        ("products.csv:10", "aliases_en has the same alias twice"),
        ("products.csv:10", "size 'many' is not a number"),
        ("products.csv:10", "'free' is not an amount of money"),
        ("sellers.csv:2", "delivery_days 'soon' is not a whole number"),
        ("sellers.csv:2", "cutoff '6pm' is not a time"),
        ("sellers.csv:2", "works_weekends 'perhaps'"),
        ("music.csv:2", "is not a plain file name"),
        ("slots.csv:2", "product_id 'tied'"),
        ("slots.csv:2", "threshold_fraction '2'"),
        ("purchases.csv:2", "days_ago '-30'"),
    ):
        assert any(line in told and what in told for told in report.splitlines()), (line, what)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("price_usd", "prise_usd", "unknown column 'prise_usd'"),
        ("size_unit,", "", "missing column 'size_unit'"),
        ("name_en", "name_fr", "missing column 'name_en'"),
        ("brand_ko", "brand_en", "column named twice: 'brand_en'"),
    ],
)
def test_a_wrong_header_is_told(
    folder: Path, tmp_path: Path, old: str, new: str, problem: str
) -> None:
    change(folder / "products.csv", old, new)
    assert f"products.csv:1: {problem}" in problems(folder, tmp_path)


def test_unreadable_files_are_told(folder: Path, tmp_path: Path) -> None:
    (folder / "categories.csv").write_bytes("id,name_en,name_ko\na,A,세탁\n".encode("cp949"))
    (folder / "sellers.csv").unlink()
    (folder / "music.csv").write_text("")
    change(folder / "products.csv", "Gain Flings", '"Gain" Flings')
    report = problems(folder, tmp_path)
    assert "categories.csv:2: not UTF-8" in report
    assert "sellers.csv: No such file or directory" in report
    assert "music.csv:1: empty" in report
    assert "products.csv:3: " in report


def test_a_long_report_is_cut(folder: Path, tmp_path: Path) -> None:
    (folder / "categories.csv").write_text("id,name_en\n" + "a b,\n" * 200, "utf-8")
    report = problems(folder, tmp_path)
    assert report.splitlines()[-1].endswith(" more")
    assert len(report.splitlines()) == 52


def test_a_failed_build_leaves_the_catalog_as_it_was(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "catalog.db"
    build(folder, target, folder)
    before = target.read_bytes()
    change(folder / "products.csv", "19.99", "cheap")
    with pytest.raises(CatalogError, match=r"products\.csv:2: price_usd"):
        build(folder, target, folder)
    assert target.read_bytes() == before


def test_a_new_build_does_not_disturb_a_reader(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "catalog.db"
    build(folder, target, folder)
    reader = open_catalog(target)
    change(folder / "products.csv", "19.99", "21.99")
    build(folder, target, folder)
    old, new = reader.product("tide"), open_catalog(target).product("tide")
    assert old is not None
    assert new is not None
    assert (old.price("USD").minor, new.price("USD").minor) == (1999, 2199)


def test_a_place_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogError, match="cannot write"):
        build(folder, tmp_path / "file" / "catalog.db")


def test_a_missing_catalog_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"no catalog at .* assistant catalog build"):
        open_catalog(tmp_path / "catalog.db")


@pytest.mark.parametrize("damage", ["text", "empty", "torn", "zeroed"])
def test_a_damaged_catalog_is_told(folder: Path, tmp_path: Path, damage: str) -> None:
    target = tmp_path / "catalog.db"
    build(folder, target, folder)
    raw = target.read_bytes()
    target.write_bytes(
        {
            "text": b"this is no database, " * 500,
            "empty": b"",
            "torn": raw[: len(raw) // 2],
            "zeroed": raw[:4096] + bytes(len(raw) - 4096),
        }[damage]
    )
    for read in (open_catalog, dump):
        with pytest.raises(CatalogError, match="assistant catalog build"):
            read(target)


def test_a_catalog_of_the_future_is_told(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "catalog.db"
    build(folder, target, folder)
    connection = sqlite3.connect(target)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(CatalogError, match="newer format"):
        open_catalog(target)


def test_nothing_can_be_written_through_a_catalog(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "catalog #1?.db"
    build(folder, target, folder)
    before = target.read_bytes()
    shutil.rmtree(folder)
    assert len(open_catalog(target).products()) == 2
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_thread_that_reads_while_the_process_ends_still_can(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "catalog.db")
    reading = f"""
import atexit
read = []
atexit.register(lambda: read[0].product("nothing"))  # the first registered comes last
import pathlib
from assistant.storage.catalog.catalog_file import open_catalog
read.append(open_catalog(pathlib.Path({str(tmp_path / "catalog.db")!r})))
"""
    ended = subprocess.run([sys.executable, "-c", reading], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
