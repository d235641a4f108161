"""What can go wrong with publishing; each message says what to do next."""

from __future__ import annotations


class PublishError(Exception):
    """The public edition cannot be built or served."""

    exit_code = 1
