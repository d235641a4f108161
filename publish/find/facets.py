"""What a search can be narrowed down by: names in addresses, columns of `article_facets`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One kind of thing to narrow down by, of which several values may be chosen."""

    name: str
    """In addresses."""
    column: str
    """Of `article_facets`; holds what stands in addresses."""
    title: str
    """Message id of its heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A yes or no of an article."""

    name: str
    column: str
    title: str
    asked_for: int = 1
    """The value of the column that `name=1` means."""


FACETS: tuple[Facet, ...] = (
    Facet(name="tinh", column="province", title="facet_province"),
    Facet(name="huyen", column="district", title="facet_district"),
    Facet(name="xa", column="commune", title="facet_commune"),
    Facet(name="xa-moi", column="commune_now", title="facet_commune_now"),
    Facet(name="cong", column="portal", title="facet_portal"),
    Facet(name="chuyen-muc", column="category", title="facet_category"),
)

FLAGS: tuple[Flag, ...] = (
    Flag(name="co-anh", column="pictures", title="flag_pictures"),
    Flag(name="co-tep", column="files", title="flag_files"),
    Flag(name="da-sua", column="edited", title="flag_edited"),
    Flag(name="da-go", column="gone", title="flag_gone"),
    Flag(name="goc", column="reprint", title="flag_original", asked_for=0),
)

YEAR, MONTH = "nam", "thang"
"""Read from the column `day`, not columns of their own."""


def day_number(published: str | None) -> int | None:
    """20211005 of `2021-10-05T10:18:39+07:00`, 20211000 of `2021-10`: orders like the text."""
    if not published:
        return None
    digits = published[:10].replace("-", "")
    return int(digits.ljust(8, "0"))
