"""A portal whose chrome has no cue at all: its articles, and their pages."""

from __future__ import annotations

from dataclasses import replace

from support.family import BODIES, silent
from support.stories import STORIES, Story, p


def page(story: Story, number: int, body: str = "paragraphs") -> bytes:
    """The story on a portal whose chrome has no cue at all, with no name of its own in the title."""
    content = f"<h2>{story.title}</h2><div>{story.day} {story.clock}</div>{BODIES[body](story)}"
    title = f"{story.title} - Mường Sại quê hương em"
    return silent(content, title, visit=number).encode()


def stories(extra: str = "") -> list[Story]:
    """More articles than are learnt from, none like another."""
    made = []
    for number, story in enumerate([*STORIES.values()] * 2):
        own = p(
            f"Đây là việc thứ {number} trong kế hoạch năm, do thôn {number + 1} chủ trì thực hiện."
        )
        more = (p(extra),) if extra else ()
        name = f"{story.title} (kỳ {number})"
        made.append(replace(story, title=name, pieces=(own, *story.pieces, *more)))
    return made
