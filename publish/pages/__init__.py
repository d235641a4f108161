"""The pages of the published site, one module for each kind; `page.py` is what they share.

A page asks the edition and names its template (`templates/site/<name>.html`), style sheet
(`static/<name>.css`, if it needs one of its own) and catalogue (`locale/*/<name>.po`).
"""
