"""OAI-PMH 2.0 over the edition: libraries and aggregators harvest what is public, and what was.

    arguments.py     what a request asks for, and what is wrong with it
    token.py         resumption tokens: all that the next part of a list needs
    holdings.py      the lists: headers, records, sets, out of `publications` and `articles`
    dublin_core.py   an article in oai_dc
    answer.py        the XML of an answer

The datestamp of a record is the moment since when the article is public as it is; that of a deleted
one, when it was taken back. An article that is gone from its portal is not deleted: the archive has it.
No HTTP here: that is `publish.pages.oai`.
"""
