"""A hostile portal on loopback: good articles among faults, each fault a named value.

One module per family of faults. A fault says what its address serves, byte by byte where it
must, and what the archive has to say of it afterwards. The server writes down every request.
"""

from __future__ import annotations

from support.hostile.fault import Fault
from support.hostile.server import HostileServer, hostile_server

__all__ = ["Fault", "HostileServer", "hostile_server"]
