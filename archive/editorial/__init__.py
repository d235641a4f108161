"""What editors add to an archive, in a file of its own: `editorial.db` beside archive.db.

What was captured is never touched: another file, another writer's lock. An editor works while a
crawl runs. Everything here is kept as numbered versions, and every act is in the log.

    database.py    the file, its migrations, who acts
    record.py      what an editor can say of an article, a page, a collection
    workflow.py    save, publish, unpublish, schedule, restore
    bulk.py        the same on many, tried first, undone afterwards
    seals.py       digests of versions and of the log, written with them
    reading.py     items, their history, the log
    inbox.py       what has come since editors looked last
    policies.py    are new captures of a portal shown at once, or do they wait for review?
    masks.py       numbers of persons that are shown or masked by decision; who saw them
    numbers.py     these numbers for review
    standing.py    where an item stands for the public, in one word
    requests.py    what programs have asked for already is not done twice
    previews.py    links to what is not public
    showing.py     which articles the public sees, and in which revision
    dressing.py    what editors say of an article, put onto it
    hiding.py      articles that must not be shown, with reason and legal basis
    public_view.py articles as the public may see them, numbers masked
    publications.py when each article became public, changed or was taken back

All functions take an `Editorial`; reading works on any connection that has editorial.db attached
as `archive.folder.Archive` has it.
"""

from archive.editorial.database import EDITORIAL, Actor, Editorial
from archive.editorial.errors import EditorialError, NoSuchItem, NotValid, Stale
from archive.editorial.record import ArticleNotes, Collection, Correction, Kind, Page

__all__ = [
    "EDITORIAL",
    "Actor",
    "ArticleNotes",
    "Collection",
    "Correction",
    "Editorial",
    "EditorialError",
    "Kind",
    "NoSuchItem",
    "NotValid",
    "Page",
    "Stale",
]
