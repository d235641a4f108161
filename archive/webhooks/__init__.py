"""Who wants to be told of what is published, and what each of them was told.

    receivers.py  made, listed, paused, removed
    outbox.py     what waits for each of them, in which order, and what came of it

`archive.editorial.publications` writes the announcements; `publish.webhooks` sends them.
"""

from archive.webhooks.receivers import EVENTS, Webhook, add, hook, hooks, pause, remove, resume

__all__ = ["EVENTS", "Webhook", "add", "hook", "hooks", "pause", "remove", "resume"]
