"""Tells receivers what is published: signed, in order, again until it has arrived.

    signing.py      the message and its signature, as Standard Webhooks has them
    connecting.py   connections to addresses that were checked, within a deadline
    sending.py      one attempt
    delivering.py   one pass over all receivers; the courier, who makes passes beside a site

What waits, and what follows from an outcome, is `archive.webhooks.outbox`.
"""
