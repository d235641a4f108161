"""Any portal that nobody described yet: read by structure, text density and Vietnamese cues."""

from crawler.platforms._platform import Platform

PLATFORM = Platform(name="generic", title="Chưa rõ phần mềm", stands_in=True)
