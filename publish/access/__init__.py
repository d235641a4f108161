"""Who asks, and may they? For the desk and the API; what readers get asks nothing of this.

    door.py       `Door`: who(request), require(request, permission)
    caller.py     who it is: a user, by session or by token
    signing.py    sign in, sign out, change the password: what the desk's forms post to
    origin.py     does a request come from our own pages; cookies
    refused.py    what is answered to who may not

A program sends `Authorization: Bearer ltr_...`; a browser has a cookie, and then each request that
changes something must carry the session's form key (field `csrf`, or the header `X-CSRF-Token`) and
come from our own pages. The desk's pages need `Referrer-Policy: same-origin`: with `no-referrer`
browsers do not tell where a form comes from. Secrets are in no address, log or error.
"""

from publish.access.caller import Caller
from publish.access.door import MOST_FIELDS, Door
from publish.access.origin import from_our_pages
from publish.access.refused import Refused, problem_of
from publish.access.signing import change_password, sign_in, sign_out

__all__ = [
    "MOST_FIELDS", "Caller", "Door", "Refused", "change_password", "from_our_pages", "problem_of",
    "sign_in", "sign_out",
]  # fmt: skip
