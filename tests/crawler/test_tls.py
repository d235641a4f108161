"""What is wrong with a certificate, in words."""

from __future__ import annotations

import pytest
from support.hostile.tls import AT, certificate

from crawler.tls import faults_of


@pytest.mark.parametrize(
    ("host", "made", "told"),
    [
        ("xa.example.vn", certificate("xa.example.vn"), ()),
        ("tin.example.vn", certificate("*.example.vn"), ()),
        ("127.0.0.1", certificate("127.0.0.1"), ()),
        ("xa.example.vn", certificate("xa.example.vn", self_signed=True), ("self-signed",)),
        ("xa.example.vn", certificate("xa.example.vn", days=(-60, -30)), ("expired on 02/10/2026",)),
        ("xa.example.vn", certificate("xa.example.vn", days=(30, 60)), ("not valid before 01/12/2026",)),
        ("xa.example.vn", certificate("khac.example.vn"), ("for another name (khac.example.vn)",)),
        ("127.0.0.1", certificate("127.0.0.9"), ("for another name (127.0.0.9)",)),
    ],
)  # fmt: skip
def test_faults(host: str, made: object, told: tuple[str, ...]) -> None:
    assert faults_of(made, f"https://{host}/", AT) == told  # type: ignore[arg-type]
