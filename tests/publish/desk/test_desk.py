"""The desk, asked as a browser asks: who may do what, and what comes of it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from support.accounts import ROOT

from archive.accounts import permits
from archive.editorial import Editorial, hiding, policies, reading, workflow
from archive.folder import Archive
from archive.record import Image
from publish.build import build
from publish.desk.app import ROUTES
from publish.serve import application

from ..conftest import HOME, add_article
from .conftest import DESK, ONE, TWO, Client, form


def test_who_is_not_signed_in_gets_the_door(app: Any) -> None:
    nobody = Client(app, None)
    for path in ("", "/tim", f"/bai/{ONE}", "/trang", "/nhat-ky", "/cong", "/tai-khoan",
                 f"/bai/{ONE}/ban-goc/1", "/anh/" + "0" * 64):  # fmt: skip
        answer = nobody.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith(f"{DESK}/dang-nhap")
    assert nobody.post(f"/bai/{ONE}", form(viec="save")).status_code == 401
    assert nobody.post("/tai-khoan", form(viec="password")).status_code == 303
    wrong = nobody.post("/dang-nhap", {"name": "editor", "password": "sai rồi đấy nhé"})
    assert wrong.status_code == 401
    assert 'role="alert"' in wrong.text


def test_a_correction_from_the_form_to_the_public_page(kho: Path, app: Any) -> None:
    client = Client(app, "publisher")
    page = client.get(f"/bai/{ONE}")
    assert "05/10/2021 10:18:39" in page.text
    sent = form(**{"value.published": "5/10/2020", "reason.published": "In nhầm năm"},
                summary="Tóm <tắt>", tags="Đại hội, Lúa", mark="0", viec="save-publish")  # fmt: skip
    assert client.post(f"/bai/{ONE}", sent).status_code == 303
    build(kho)
    with Editorial.open(kho) as ed:
        said = workflow.content(ed, "article", ONE).value()
    assert said["corrections"]["published"] == {
        "value": "2020-10-05", "reason": "In nhầm năm", "source": None,
    }  # fmt: skip
    assert said["tags"] == ["Đại hội", "Lúa"]
    again = client.get(f"/bai/{ONE}?xong=save-publish").text
    assert 'value="05/10/2020"' in again
    assert "Tóm &lt;tắt&gt;" in again


def test_a_slower_editor_is_told_and_loses_nothing(app: Any) -> None:
    first, second = Client(app, "editor"), Client(app, "publisher")
    assert first.post(f"/bai/{ONE}", form(viec="save", mark="0", summary="A")).status_code == 303
    late = second.post(f"/bai/{ONE}", form(viec="save", mark="0", summary="Công của tôi"))
    assert late.status_code == 412
    assert "Công của tôi" in late.text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("value.published", "31/02/2021", "31/02/2021"),
        ("value.published", "hôm qua", "hôm qua"),
        ("value.portal", "khong-co", "khong-co"),
        ("value.title", "Chỉ có giá trị", "lý do"),
    ],
)
def test_what_cannot_be_is_said_and_kept_in_the_form(
    app: Any, field: str, value: str, told: str
) -> None:
    client = Client(app, "editor")
    reason = {} if told == "lý do" else {field.replace("value", "reason"): "Sai"}
    answer = client.post(f"/bai/{ONE}", form(viec="save", mark="0", **{field: value}, **reason))
    assert answer.status_code == 422
    assert told in re.findall(r'role="alert">([^<]+)', answer.text)[0].lower()
    assert value in answer.text


def test_roles(kho: Path, app: Any) -> None:
    viewer, editor, publisher = (Client(app, name) for name in ("viewer", "editor", "publisher"))
    assert viewer.get(f"/bai/{ONE}").status_code == 200
    assert viewer.post(f"/bai/{ONE}", form(viec="save")).status_code == 403
    for act in ("save-publish", "unpublish", "schedule", "hide"):
        sent = form(viec=act, mark="0", reason="x", basis="y", at="2030-01-01T07:00")
        assert editor.post(f"/bai/{ONE}", sent).status_code == 403, act
    assert editor.post("/cong", {"portal": "thi-du", "publish": "review"}).status_code == 403
    assert publisher.post("/cong", {"portal": "thi-du", "publish": "review"}).status_code == 303
    with Editorial.open(kho) as ed:
        assert [one.publish for one in policies.policies(ed.conn)] == ["review"]
        assert workflow.item(ed, "article", ONE).mark == 0


def test_a_form_of_another_site_does_nothing(kho: Path, app: Any) -> None:
    client = Client(app, "publisher")
    sent = form(viec="unpublish", mark="0")
    assert client.post(f"/bai/{ONE}", {**sent, "csrf": "x"}).status_code == 403
    cross = {"Origin": "https://ke-xau.example", "Sec-Fetch-Site": "cross-site"}
    assert client.post(f"/bai/{ONE}", sent, headers=cross).status_code == 403
    with Editorial.open(kho) as ed:
        assert workflow.item(ed, "article", ONE).mark == 0


def test_the_inbox_fills_and_empties(kho: Path, app: Any) -> None:
    client = Client(app, "editor")
    assert client.get("").text.count('name="chon"') == 3
    client.post("/nhieu", {"viec": "look", "chon": [f"article:{ONE}", f"article:{TWO}"]})
    assert client.get("").text.count('name="chon"') == 1
    with Archive.open(kho, write=True) as archive:
        add_article(archive, 9, url=f"{HOME}bai-1", title="Việc số 1, sửa", published=None,
                    body_text="Nội dung khác.")  # fmt: skip
    page = client.get("?loai=changed").text
    assert "Việc số 1, sửa" in page
    assert "không rõ ngày" in page
    until = re.findall(r'name="until" value="(\d+)"', client.get("").text)[0]
    client.post("", {"until": until})
    assert 'name="chon"' not in client.get("").text
    assert client.get("?loai=khong-co&truoc=abc&cong=x").status_code == 200


@pytest.mark.parametrize("act", ["look", "unpublish", "hide"])
def test_what_was_typed_is_kept_whatever_button_was_pressed(kho: Path, app: Any, act: str) -> None:
    client = Client(app, "publisher")
    sent = form(viec=act, mark="0", summary="Đang viết dở", reason="Xem lại", basis="NĐ 13/2023")
    assert client.post(f"/bai/{ONE}", sent).status_code == 303
    with Editorial.open(kho) as ed:
        found = workflow.item(ed, "article", ONE)
        assert (found.version, found.live) == (1, None)
        assert workflow.content(ed, "article", ONE).value()["summary"] == "Đang viết dở"
        assert client.post(f"/bai/{TWO}", form(viec="look", mark="0")).status_code == 303
        assert workflow.item(ed, "article", TWO).version == 0
    new = {"slug": "ho-so", "title": "Hồ sơ", "viec": "save-publish"}
    client.post("/trang/moi", new)
    page = {"title": "Hồ sơ", "body": "Viết thêm", "viec": "unpublish"}
    assert client.post("/trang/ho-so", page).status_code == 303
    with Editorial.open(kho) as ed:
        assert workflow.content(ed, "page", "ho-so").value()["body"] == "Viết thêm"
        assert workflow.item(ed, "page", "ho-so").shown is False


def test_many_are_tried_then_done_then_undone(kho: Path, app: Any) -> None:
    client = Client(app, "publisher")
    sent = {"viec": "unpublish", "chon": [f"article:{ONE}", f"article:{TWO}", "article:" + "a" * 16],
            "reason": "Xem lại"}  # fmt: skip
    tried = client.post("/nhieu", sent)
    assert "Được: 2. Không được: 1." in tried.text
    with Editorial.open(kho) as ed:
        assert workflow.item(ed, "article", ONE).mark == 0
    done = client.post("/nhieu", sent | {"chac-chan": "1"})
    with Editorial.open(kho) as ed:
        assert workflow.item(ed, "article", ONE).shown is False
    (batch,) = re.findall(r"/nhieu/(\w+)/hoan-tac", done.text)
    client.post(f"/nhieu/{batch}/hoan-tac", {"reason": "Nhầm"})
    with Editorial.open(kho) as ed:
        assert workflow.item(ed, "article", ONE).shown is None
    tag = {"viec": "tag", "chon": [f"article:{ONE}"], "value": "Lúa, Ngô", "chac-chan": "1"}
    client.post("/nhieu", tag)
    with Editorial.open(kho) as ed:
        assert workflow.content(ed, "article", ONE).value()["tags"] == ["Lúa", "Ngô"]
    for wrong in ({"viec": "khong"}, {"viec": "tag"}, {"viec": "look", "chon": "x:y"}):
        assert client.post("/nhieu", wrong).status_code in (404, 422)


def test_pages_and_collections(kho: Path, app: Any) -> None:
    client = Client(app, "publisher")
    new = {
        "slug": "ho-so",
        "title": "Hồ sơ",
        "body": "**Đậm**",
        "lead": "",
        "about": "portal:thi-du",
    }
    assert client.post("/trang/moi", new | {"viec": "save-publish"}).headers["location"] == (
        f"{DESK}/trang/ho-so?xong=save-publish"
    )
    assert client.post("/trang/moi", new | {"viec": "save"}).status_code == 422
    chosen = {"slug": "dai-hoi", "title": "Đại hội", "viec": "save",
              "items": f"/bai/{TWO}\n{ONE} Việc số 1\n"}  # fmt: skip
    assert client.post("/tuyen-tap/moi", chosen).status_code == 303
    with Editorial.open(kho) as ed:
        assert workflow.content(ed, "collection", "dai-hoi").value()["items"] == [TWO, ONE]
        assert workflow.item(ed, "page", "ho-so").shown is True
    assert "Việc số 2" in client.get("/tuyen-tap/dai-hoi").text
    assert "Hồ sơ" in client.get("/trang").text
    preview = client.post("/trang/xem-truoc", {"title": "x", "body": "<script>a</script> **b**"})
    assert "<strong>b</strong>" in preview.text
    assert "<script>" not in preview.text
    for path in ("/trang/khong-co", "/khong", "/khong/co", "/tuyen-tap/khong-co/phien-ban"):
        assert client.get(path).status_code == 404, path


def test_history_compares_and_restores_without_publishing(kho: Path, app: Any) -> None:
    client = Client(app, "publisher")
    client.post(f"/bai/{ONE}", form(viec="save-publish", mark="0", summary="Tóm tắt cũ"))
    client.post(f"/bai/{ONE}", form(viec="save-publish", summary="Tóm tắt mới", mark="2"))
    page = client.get(f"/bai/{ONE}/phien-ban").text
    assert "<del>cũ</del>" in page
    assert "<ins>mới</ins>" in page
    assert client.post(f"/bai/{ONE}/phien-ban", {"number": "1", "mark": "4"}).status_code == 303
    with Editorial.open(kho) as ed:
        found = workflow.item(ed, "article", ONE)
        assert (found.version, found.live) == (3, 2)
    assert client.post(f"/bai/{ONE}/phien-ban", {"number": "1", "mark": "4"}).status_code == 422


def test_what_is_hidden_is_seen_at_the_desk_only_and_that_is_noted(kho: Path, app: Any) -> None:
    client = Client(app, "publisher")
    sent = form(viec="hide", reason="Lộ số căn cước", basis="NĐ 13/2023/NĐ-CP", mark="0")
    assert client.post(f"/bai/{ONE}", sent).status_code == 303
    assert "NĐ 13/2023/NĐ-CP" in client.get(f"/bai/{ONE}").text
    copy = client.get(f"/bai/{ONE}/ban-goc/1")
    assert "Việc số 1" in copy.text
    assert "sandbox" in copy.headers["content-security-policy"]
    assert client.get(f"/bai/{ONE}/ban-goc/9").status_code == 404
    with Editorial.open(kho) as ed:
        assert hiding.hidden_ids(ed.conn) == {ONE}
    assert client.post(f"/bai/{ONE}", form(viec="unhide", reason="Đã che")).status_code == 303
    assert client.post(f"/bai/{ONE}", form(viec="unhide", reason="Đã che")).status_code == 422


def test_numbers_of_persons_are_seen_by_few_and_that_is_noted(kho: Path, app: Any) -> None:
    with Archive.open(kho, write=True) as archive:
        add_article(archive, 9, url=f"{HOME}bai-1", title="Gọi ông Pánh 0912 345 678",
                    body_text="Ông Lò Văn Pánh, điện thoại 0912 345 678, nhận hỗ trợ.",
                    body_html="<p>Ông Lò Văn Pánh, điện thoại 0912 345 678.</p>")  # fmt: skip
    editor, publisher = Client(app, "editor"), Client(app, "publisher")
    for path in (
        f"/bai/{ONE}",
        f"/bai/{ONE}/ban-goc/2",
        f"/bai/{ONE}/xem-truoc",
        "/so-rieng-tu",
        "",
        "/tim?q=panh",
    ):
        assert "345 678" not in editor.get(path).text, path
    assert "345 678" in publisher.get(f"/bai/{ONE}/ban-goc/2").text
    page = publisher.get(f"/so-rieng-tu?bai={ONE}").text
    assert "…78" in page
    assert editor.post("/so-rieng-tu/xem", {"bai": ONE, "reason": "x"}).status_code == 403
    assert "0912345678" in publisher.post("/so-rieng-tu/xem", {"bai": ONE, "reason": "Xem"}).text
    digest = re.findall(r'name="digest" value="(\w+)"', page)[0]
    sent = {
        "viec": "show",
        "digest": digest,
        "article": ONE,
        "reason": "Số của cơ quan",
        "bai": ONE,
    }
    assert editor.post("/so-rieng-tu", sent).status_code == 403
    assert publisher.post("/so-rieng-tu", sent | {"reason": " "}).status_code == 422
    assert publisher.post("/so-rieng-tu", sent).status_code == 303
    assert "cho hiện" in publisher.get(f"/so-rieng-tu?bai={ONE}").text
    with Editorial.open(kho) as ed:
        acts = [one.act for one in reading.acts(ed.conn, kind="article", key=ONE)]
    assert acts == ["decide mask", "reveal", "reveal"]


PLANTED = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg onload=alert(1)>",
    "[x](javascript:alert(1))", "{{ 7919 * 104729 }}",
)  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED)
def test_what_portals_or_editors_plant_does_not_run_at_the_desk(
    kho: Path, app: Any, planted: str
) -> None:
    with Archive.open(kho, write=True) as archive:
        add_article(archive, 9, url=f"{HOME}bai-1", title=f"Tin {planted}", lead=planted,
                    author=planted, category=planted, body_text=planted, body_html=planted,
                    images=(Image(url=f"{HOME}1.jpg", caption=planted, credit=planted),))  # fmt: skip
    client = Client(app, "admin")
    said = form(viec="save", mark="0", summary=planted, note=planted, tags=planted,
                **{"value.author": planted, "reason.author": planted})  # fmt: skip
    assert client.post(f"/bai/{ONE}", said).status_code == 303
    text = {"slug": "thu", "title": planted, "lead": planted, "body": planted, "viec": "save"}
    assert client.post("/trang/moi", text).status_code == 303
    for path in ("", "/tim?q=tin", f"/bai/{ONE}", f"/bai/{ONE}/xem-truoc", f"/bai/{ONE}/ban-goc/2",
                 f"/bai/{ONE}/phien-ban", "/trang", "/trang/thu", "/nhat-ky", "/so-rieng-tu"):  # fmt: skip
        runs = _what_runs(client.get(path).text)
        assert runs in ([], ["script /giao-dien/desk.js"]), path
    assert _what_runs(client.post("/trang/xem-truoc", text).text) == []


def _what_runs(page: str) -> list[str]:
    """Scripts, handlers, addresses that are scripts, and what a template was made to say."""
    soup = BeautifulSoup(page, "lxml")
    found = [f"script {one.get('src')}" for one in soup.find_all("script")]
    found += [one.name for one in soup.find_all(["svg", "object", "embed"])]
    for one in soup.find_all(True):
        found += [name for name in one.attrs if name.startswith("on")]
        found += [v for v in map(str, one.attrs.values()) if v.strip().startswith("javascript")]
    return found + re.findall("829348951", page)


def test_a_preview_shows_pictures_of_what_is_not_public(kho: Path, app: Any) -> None:
    with Archive.open(kho, write=True) as archive:
        add_article(archive, 9, url=f"{HOME}bai-1", title="Có ảnh", body_text="Nội dung.",
                    body_html=f'<figure><img src="{HOME}1.jpg"></figure>',
                    images=(Image(url=f"{HOME}1.jpg"),))  # fmt: skip
        archive.conn.execute("UPDATE media SET width = 640, height = 200")
    with Editorial.open(kho) as ed:
        workflow.unpublish(ed, "article", ONE, by=ROOT)
    client = Client(app, "editor")
    page = client.get(f"/bai/{ONE}/xem-truoc").text
    found = re.findall(rf'src="{DESK}(/anh/[0-9a-f]{{64}})"', page)
    assert len(found) == 1, page
    assert client.get(found[0]).headers["content-type"] == "image/jpeg"


def test_schedules(kho: Path, app: Any) -> None:
    client = Client(app, "publisher")
    assert client.post(f"/bai/{ONE}", form(viec="schedule", mark="0", at="")).status_code == 422
    sent = form(viec="schedule", mark="0", at="2030-01-02T07:30", summary="Sau này")
    assert client.post(f"/bai/{ONE}", sent).status_code == 303
    with Editorial.open(kho) as ed:
        found = workflow.item(ed, "article", ONE)
        assert (found.due, found.live) == ("2030-01-02T07:30:00+07:00", None)
    assert "02/01/2030 07:30" in client.get("").text


def test_search_finds_what_is_not_public(kho: Path, app: Any) -> None:
    with Editorial.open(kho) as ed:
        workflow.unpublish(ed, "article", TWO, by=ROOT)
    client = Client(app, "viewer")
    for typed in ("viec so 2", TWO, f"{HOME}bai-2", f"http://kho.test/bai/{TWO}"):
        assert TWO in client.get(f"/tim?q={typed}").text, typed
    assert TWO in client.get("/tim?trang-thai=unpublished").text
    assert ONE not in client.get("/tim?trang-thai=unpublished").text
    nothing = client.get("/tim?q=khong-co-bai%22%27%3Cb%3E")
    assert nothing.status_code == 200
    assert "Không có bài nào như vậy" in nothing.text
    assert "<b>" not in nothing.text


def test_every_page_keeps_to_the_policy_and_nobody_keeps_it(app: Any) -> None:
    client = Client(app, "admin")
    for path in ("", "/tim", f"/bai/{ONE}", f"/bai/{ONE}/xem-truoc", "/trang", "/trang/moi",
                 "/tuyen-tap/moi", "/nhat-ky", "/cong", "/so-rieng-tu", "/so-rieng-tu?tep=1", "/tai-khoan", "/khong-co"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == (404 if path == "/khong-co" else 200), path
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert not re.search(r"<[^>]+\son\w+=|style=|<script>", answer.text), path
        assert "English" in answer.text or "xem-truoc" in path
    assert "Inbox" in client.get("?lang=en").text


def test_accounts_and_tokens(kho: Path, app: Any) -> None:
    admin, editor = Client(app, "admin"), Client(app, "editor")
    assert editor.get("/nguoi-dung").status_code == 403
    page = admin.post("/nguoi-dung", {"viec": "add", "name": "tuan", "role": "editor"}).text
    (password,) = re.findall(r'class="mot-lan">([^<]+)<', page)
    assert password not in admin.get("/nguoi-dung").text
    assert (
        admin.post("/nguoi-dung", {"viec": "add", "name": "Có dấu", "role": "editor"}).status_code
        == 422
    )
    assert (
        admin.post("/nguoi-dung", {"viec": "role", "name": "admin", "role": "viewer"}).status_code
        == 422
    )
    assert admin.post("/nguoi-dung", {"viec": "disable", "name": "khong-co"}).status_code == 404
    sent = {"viec": "token", "name": "Trang huyện", "days": "30", "chon": ["read", "edit"]}
    page = editor.post("/tai-khoan", sent).text
    (secret,) = re.findall(r'class="mot-lan">(ltr_[^<]+)<', page)
    assert secret not in editor.get("/tai-khoan").text
    assert editor.post("/tai-khoan", sent | {"chon": ["hide"]}).status_code == 422
    (ident,) = re.findall(r'name="token" value="([^"]+)"', editor.get("/tai-khoan").text)
    assert admin.post("/tai-khoan", {"viec": "revoke", "token": ident}).status_code == 404
    assert editor.post("/tai-khoan", {"viec": "revoke", "token": ident}).status_code == 303
    admin.post("/nguoi-dung", {"viec": "disable", "name": "editor"})
    assert editor.get("").status_code == 303


ROLES = ("viewer", "editor", "publisher", "admin")


@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_address_asks_for_what_its_role_may(kho: Path, app: Any, role: str | None) -> None:
    """The table of permissions against every route and method of the desk."""
    client = Client(app, role)
    filled = {"{id}": ONE, "{number:int}": "1", "{sha256}": "0" * 64, "{batch}": "0" * 32,
              "{kind}": "trang", "{key}": "khong-co"}  # fmt: skip
    for route in ROUTES:
        permissions = getattr(route.endpoint, "permissions", None)
        if permissions is None:
            continue
        path = "" if route.path == "/" else route.path
        for mark, value in filled.items():
            path = path.replace(mark, value)
        for method in (route.methods or set()) - {"HEAD"}:
            needed = (permissions[1] or permissions[0]) if method == "POST" else permissions[0]
            answer = (
                client.get(path) if method == "GET" else client.post(path, {"viec": "khong-co"})
            )
            if role is None:
                assert answer.status_code in (303, 401), path  # 401: a form, to be sent again
                assert "/dang-nhap" in answer.headers.get("location", "/dang-nhap"), path
            elif permits(role, None, needed):  # type: ignore[arg-type]
                assert answer.status_code in (200, 303, 404, 422), (path, answer.status_code)
                assert "/dang-nhap" not in answer.headers.get("location", "")
            else:
                assert answer.status_code == 403, (path, method, answer.status_code)


def test_every_address_says_who_may_ask_it() -> None:
    free = {"/dang-nhap", "/dang-xuat"}
    assert {route.path for route in ROUTES if not hasattr(route.endpoint, "permissions")} == free


def test_without_a_desk_there_is_none(kho: Path) -> None:
    made = application(kho / "public.db")
    assert asyncio.run(made.client.get(DESK)).status_code == 404
    for database in made.databases.values():
        database.close()
    made.executor.shutdown()
