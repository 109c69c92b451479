"""A product by its whole name, as a file of baskets writes it."""

import pytest

from assistant.core import settings
from assistant.skills.products.shelf import CatalogShelf
from assistant.storage.catalog import catalog_file


@pytest.fixture(scope="module")
def shelf() -> CatalogShelf:
    return CatalogShelf(catalog_file.open_catalog(settings.load().catalog_file), {})


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_product_is_found_by_its_id_and_by_its_name_in_any_case(
    shelf: CatalogShelf, language: str
) -> None:
    name = shelf.product("tide-pods-42-count").names[language]
    assert shelf.exactly("tide-pods-42-count") == "tide-pods-42-count"
    assert shelf.exactly(name) == "tide-pods-42-count"
    assert shelf.exactly(name.upper()) == "tide-pods-42-count"


def test_a_part_of_a_name_is_no_product(shelf: CatalogShelf) -> None:
    name = shelf.product("tide-pods-42-count").names["en"]
    assert shelf.exactly(name[:-2]) is None
    assert shelf.exactly("nothing of the kind") is None


def test_what_costs_little_is_still_of_its_kind() -> None:
    catalog = catalog_file.open_catalog(settings.load().catalog_file)
    cheap = CatalogShelf(catalog, {}, currency="KRW").find("만 원 이하 커피")
    assert [fit.product.id for fit in cheap] == ["stok-cold-brew-unsweetened-48-ounces"]
