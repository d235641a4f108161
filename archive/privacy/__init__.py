"""Numbers of citizens in texts: found by rule, masked for the public. Pure: text in, values out.

What is found: mobile phones, identity papers (CMND, CCCD, passports, social insurance) and bank
accounts of persons. What is not: numbers of offices, hotlines, companies, and every number that
is no such number (`docs/privacy.md` has the rules in words). The archive itself is never masked;
the edition and public exports are.
"""

from archive.privacy.decisions import Decisions
from archive.privacy.masking import Masking
from archive.privacy.personal import MASKS, RULES, Kind, Personal, find_personal, mask

__all__ = ["MASKS", "RULES", "Decisions", "Kind", "Masking", "Personal", "find_personal", "mask"]
