"""Measuring readers against gold: pages, portals and strings whose right reading is known.

`gold` are the values, `folders` finds them on disk, `mirror` crawls a portal in memory, `score`
compares (pure), `peers` wraps other people's extractors, `run` puts it together, `floors` holds
what was reached. Nothing here knows a terminal; `luutru eval` shows the result.
"""
