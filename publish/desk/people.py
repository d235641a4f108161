"""Accounts: one's own password and tokens; for admins, everybody's."""

from __future__ import annotations

import secrets
from typing import Any, cast

from starlette.responses import Response

from archive.accounts import Role, users
from archive.accounts import tokens as all_tokens
from archive.accounts.permissions import ROLES, scopes_of
from archive.editorial import Editorial, EditorialError, NoSuchItem, NotValid
from publish.access import Refused, change_password
from publish.desk.page import Visit, number, page

_DAYS = 90


@page("own account")
async def account(visit: Visit) -> Response:
    """Who one is, what one may; a new password, tokens."""
    if visit.request.method != "POST":
        return await _account(visit)
    act = visit.form.get("viec", "password")
    try:
        if act == "password":
            return await change_password(visit.desk.door, visit.request)
        secret = await visit.write(lambda ed: _on_token(visit, ed, act))
        return await _account(visit, secret=secret) if secret else visit.go("/tai-khoan")
    except Refused as refused:
        return await _account(visit, status=refused.status, error=visit.t[refused.message])
    except NoSuchItem:
        raise
    except EditorialError as error:
        return await _account(visit, status=422, detail=visit.told(error))


@page("accounts")
async def everybody(visit: Visit) -> Response:
    """All accounts: made, with a password that is shown once; roles, disabled, enabled."""
    made, error = None, ""
    if visit.request.method == "POST":
        try:
            made = await visit.desk.door.write(lambda ed: _on_user(visit, ed), hashes=True)
            if made is None:
                return visit.go("/nguoi-dung")
        except NoSuchItem:
            raise
        except EditorialError as why:
            error = visit.told(why)
    rows = await visit.write(lambda ed: users.users(ed.conn))
    return await visit.render(
        "users.html", status=422 if error else 200, rows=rows, roles=ROLES, made=made, error=error
    )


async def _account(visit: Visit, *, status: int = 200, **values: Any) -> Response:
    name = visit.caller.user.name
    return await visit.render(
        "account.html",
        status=status,
        tokens=await visit.write(lambda ed: all_tokens.tokens(ed.conn, name)),
        scopes=scopes_of(visit.caller.user.role),
        days=_DAYS,
        **values,
    )


def _on_token(visit: Visit, ed: Editorial, act: str) -> str | None:
    """Makes one of one's own and gives its secret, or revokes one."""
    form, by, name = visit.form, visit.caller.actor, visit.caller.user.name
    moment = visit.desk.door.clock()
    if act == "token":
        days = number(form.get("days", ""))
        _, secret = all_tokens.make(
            ed, name, form.get("name", ""), scopes=visit.many, days=_DAYS if days is None else days,
            by=by, moment=moment,
        )  # fmt: skip
        return secret
    if act == "revoke":
        ident = form.get("token", "")
        if all_tokens.token(ed.conn, ident).user != name:
            raise NoSuchItem("you have no token {token!r}", token=ident)
        all_tokens.revoke(ed, ident, by=by, moment=moment)
        return None
    raise NotValid("viec", "there is no act {act!r}", act=act)


def _on_user(visit: Visit, ed: Editorial) -> tuple[str, str] | None:
    """Does it; name and password of an account that is new or has a new password."""
    form, by = visit.form, visit.caller.actor
    act, name, reason = form.get("viec", ""), form.get("name", ""), form.get("reason", "")
    role = cast(Role, form.get("role", ""))
    if act in ("add", "password"):
        password = secrets.token_urlsafe(15)
        if act == "add":
            users.add(ed, name, password, role=role, by=by, display=form.get("display") or None)
        else:
            users.set_password(ed, name, password, by=by)
        return users.typed(name), password
    if act == "role":
        users.set_role(ed, name, role, by=by, reason=reason)
    elif act == "disable":
        users.disable(ed, name, by=by, reason=reason)
    elif act == "enable":
        users.enable(ed, name, by=by, reason=reason)
    else:
        raise NotValid("viec", "there is no act {act!r}", act=act)
    return None
