"""The text of documents that articles offer: PDF, Word, Excel, OpenDocument, RTF.

Derived from kept bytes, like everything else: each file is read once, by its digest, in a process
apart with bounds on time, memory and size (`apart.py`). Readers are pure: bytes in, `Read` out.
Scans are told as scans; nothing is recognised from pictures.
"""
