"""The platforms that are known, found by walking this folder. One module, one `PLATFORM`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from crawler.platforms._platform import Platform


@cache
def all_platforms() -> tuple[Platform, ...]:
    """Every platform, in the order of their names; the one that stands in comes last."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    found = []
    for name in names:
        platform = importlib.import_module(f"{__name__}.{name}").PLATFORM
        if not isinstance(platform, Platform) or platform.name != name:
            raise TypeError(
                f"crawler/platforms/{name}.py: PLATFORM must be a Platform named {name}"
            )
        found.append(platform)
    return tuple(sorted(found, key=lambda platform: (platform.stands_in, platform.name)))


def by_name(name: str | None) -> Platform:
    """The platform of that name; the generic one when the name is unknown or None."""
    return _by_names().get(name or "", all_platforms()[-1])


@cache
def _by_names() -> dict[str, Platform]:
    return {platform.name: platform for platform in all_platforms()}
