"""The communes of the sample portals, before and since July 2025.

They do not exist, but for the district and the province of one of them; their codes are of a
range that is not given out. They merge as real ones did: whole, in part, into another province.
"""

from __future__ import annotations

from archive.gazetteer import REFORM, Place
from archive.places_source import Located, Successor


def _old(
    code: str, kind: str, name: str, district: tuple[str, str], province: tuple[str, str],
    latitude: float, longitude: float,
) -> Located:  # fmt: skip
    place = Place(
        code=code, name=name, type=kind, district=district[1], province=province[1],
        valid_from="", valid_to=REFORM,
    )  # fmt: skip
    return Located(
        place=place, district_code=district[0], province_code=province[0],
        latitude=latitude, longitude=longitude,
    )  # fmt: skip


def _new(
    code: str, name: str, province: tuple[str, str], latitude: float, longitude: float
) -> Located:
    place = Place(
        code=code, name=name, type="Xã", district=None, province=province[1],
        valid_from=REFORM, valid_to=None,
    )  # fmt: skip
    return Located(
        place=place, district_code=None, province_code=province[0],
        latitude=latitude, longitude=longitude,
    )  # fmt: skip


_DIEN_BIEN = ("11", "Tỉnh Điện Biên")
_HAI_THANH = ("971", "Tỉnh Hải Thanh")
_CUU_HA = ("972", "Tỉnh Cửu Hà")
_TIEN_CUU = ("981", "Tỉnh Tiền Cửu")
_DIEN_BIEN_DISTRICT = ("100", "Huyện Điện Biên")
_HONG_KHE = ("9711", "Huyện Hồng Khê")
_TAN_PHUOC_GIANG = ("9721", "Huyện Tân Phước Giang")

PLACES = (
    _old("99103", "Xã", "Mường Phăng Mới", _DIEN_BIEN_DISTRICT, _DIEN_BIEN, 21.42, 103.16),
    _old("99106", "Xã", "Nà Luông", _DIEN_BIEN_DISTRICT, _DIEN_BIEN, 21.47, 103.21),
    _new("99106", "Mường Phăng Mới", _DIEN_BIEN, 21.44, 103.18),
    _old("99203", "Xã", "Nam Sơn Thượng", _HONG_KHE, _HAI_THANH, 20.32, 106.2),
    _old("99206", "Xã", "Nam Sơn Hạ", _HONG_KHE, _HAI_THANH, 20.28, 106.24),
    _old("99209", "Thị trấn", "Hồng Khê", _HONG_KHE, _HAI_THANH, 20.36, 106.17),
    _new("99209", "Hồng Khê", _HAI_THANH, 20.36, 106.16),
    _new("99203", "Nam Sơn", _HAI_THANH, 20.31, 106.21),
    _old("99303", "Xã", "Cù Lao Đông", _TAN_PHUOC_GIANG, _CUU_HA, 10.22, 106.12),
    _old("99306", "Xã", "Cù Lao Tây", _TAN_PHUOC_GIANG, _CUU_HA, 10.24, 106.05),
    _new("99303", "Cù Lao", _TIEN_CUU, 10.23, 106.08),
)

SUCCESSORS = tuple(
    Successor(old_code=old, new_code=new, kind=kind)
    for old, new, kind in (
        ("99103", "99106", "whole"),
        ("99106", "99106", "whole"),
        ("99203", "99203", "whole"),
        ("99206", "99203", "whole"),
        ("99209", "99203", "part"),
        ("99209", "99209", "part"),
        ("99303", "99303", "whole"),
        ("99306", "99303", "whole"),
    )
)
