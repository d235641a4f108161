"""Who may do what in an archive: users, what they sign in with, what each is permitted.

    permissions.py   the one table: role x scope -> permission
    passwords.py     what a password must be, how it is kept
    users.py         add, list, change role or password, disable, enable
    sessions.py      signed in with a browser
    tokens.py        signed in with a program
    knocking.py      who tries too often must wait
    signing_in.py    name and password -> user

All of it lies in editorial.db; every act is a line in the log of acts, never with a secret. No
secret is kept as it is: passwords as argon2id, sessions and tokens (256 random bits) as SHA-256.
The moment is an argument wherever something runs out.
"""

from archive.accounts.errors import TooManyTries, WrongPassword
from archive.accounts.permissions import Permission, Role, Scope, permits
from archive.accounts.users import User

__all__ = ["Permission", "Role", "Scope", "TooManyTries", "User", "WrongPassword", "permits"]
