"""The set of migrations, which each numbered module enters itself into."""

from __future__ import annotations

from sqlite_utils.migrations import Migrations

migrations = Migrations("luutru-editorial")
