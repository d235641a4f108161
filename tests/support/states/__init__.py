"""The workflow of editors as a state machine: what happens to an archive, in any order.

model.py      what must be, in plain Python, which knows nothing of SQL or of an edition
promises.py   what each act must do to the model, and when it must be refused
looking.py    what an edition shows, and every word that lies in it
acting.py     the files: crawling, reading anew, dying in the middle
ground.py     one archive and its model, and what must hold after each step
editing.py    the rules of editors
capturing.py  the rules of what comes from portals
machine.py    all rules: with time, editions, deaths and copies
"""
