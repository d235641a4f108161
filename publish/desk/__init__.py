"""The editor's desk at /ban-bien-tap, served by `luutru serve --desk` beside the public site.

    app.py        addresses; `desk_beside` puts it beside Datasette
    page.py       one request: who asks, what is read and written, how it is answered
    listing.py    the inbox, search
    article.py    one article: as captured beside what editors say of it
    captured.py   the page as captured and its pictures, also of what is not public
    preview.py    as the public would see it
    texts.py      pages and collections
    history.py    versions compared, restored
    many.py       one act on many: tried, done, undone
    numbers.py    numbers of persons: shown or masked by decision
    records.py    the log of acts, policies of portals
    people.py     accounts and tokens
    signing.py    sign in and out
    forms.py      what forms say
    told.py       errors in the language of who reads
    again.py      a form that could not be taken, shown again with what was typed

Pages work without scripts; `static/desk.js` adds keys and a preview while one types.
"""
