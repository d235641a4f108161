"""The workflow of editors as a state machine: what happens to an archive, in any order.

model.py     what must be, in plain Python, which knows nothing of SQL or of an edition
looking.py   what an edition shows, and every word that lies in it
acting.py    the files: opening, crawling, editing, dying in the middle
machine.py   the rules, and what must hold after each
"""
