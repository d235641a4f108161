"""The page layouts of the sample portals, one vendor's software each."""

from __future__ import annotations

from luutru.demo.content import SampleContent
from luutru.demo.layouts._layout import Layout
from luutru.demo.layouts.dienbien import DienBien
from luutru.demo.layouts.generic import Generic
from luutru.demo.layouts.nukeviet import NukeViet

LAYOUTS: dict[str, type[Layout]] = {
    "dienbien": DienBien,
    "nukeviet": NukeViet,
    "generic": Generic,
}


def layout_of(content: SampleContent) -> Layout:
    """The layout that a portal's content asks for."""
    return LAYOUTS[content.layout]()
