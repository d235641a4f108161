"""PLACEHOLDER while the real module is being written."""
import sqlite3
from archive.text import fold
FTS_TABLE = "articles_fts"
def create(conn, *, table="articles", columns=("title","lead","body_text","captions")):
    conn.execute("CREATE VIRTUAL TABLE articles_fts USING fts5(title, lead, body_text, captions)")
def index_rows(conn, rows):
    for r in rows:
        conn.execute("DELETE FROM articles_fts WHERE rowid=?", (r[0],))
        conn.execute("INSERT INTO articles_fts(rowid,title,lead,body_text,captions) VALUES(?,?,?,?,?)", (r[0], *[fold(x or "") for x in r[1:]]))
def delete_rows(conn, rowids): pass
def rebuild(conn): pass
def match_query(q): return " ".join('"%s"' % w.replace('"','') for w in fold(q).split()) or '"\ue0ff"'
def register(conn):
    conn.create_function("vn_match", 1, match_query)
