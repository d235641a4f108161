"""A portal drawn by its scripts: every page is the same empty frame, its news come as JSON."""

from __future__ import annotations

import json

from support.server import Answer, Page, picture

FRAME = (
    "<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>Cổng thông tin</title>"
    "<link rel='stylesheet' href='/nen.css'><script defer src='/ung-dung.js'></script></head>"
    "<body><noscript>Hãy bật JavaScript.</noscript><div id='app'></div></body></html>"
)

SCRIPT = """
const app = document.getElementById('app');
const lay = (duong) => fetch(duong, {headers: {'X-Trang': 'xa-thi-du'}}).then(r => r.json());
const dau = '<header><a href="/">Trang thông tin điện tử xã Thí Dụ</a></header>';
async function ve() {
  const bai = location.pathname.match(/^[/]bai-viet-([0-9]+)[.]html$/);
  if (bai) {
    const b = await lay('/api/bai/' + bai[1]);
    document.title = b.ten;
    app.innerHTML = dau + `<main class="content"><h1>${b.ten}</h1>
      <div class="date">Ngày đăng: ${b.ngay}</div>
      ${b.doan.map(d => `<p>${d}</p>`).join('')}<p><img src="${b.anh}"></p></main>`;
  } else {
    const tin = await lay('/api/tin');
    app.innerHTML = dau + '<ul>' + tin.map(
      t => `<li><a href="/bai-viet-${t.so}.html">${t.ten}</a></li>`).join('') + '</ul>';
  }
  await EXTRA;
}
ve();
"""


def spa(articles: int, *, extra: str = "0") -> dict[str, Answer]:
    """So many articles; `extra` is one more thing that its script awaits on every page."""
    name = "Xã triển khai công việc số {} của quý".format
    pages: dict[str, Answer] = {
        "/robots.txt": Page("User-agent: *\nDisallow: /api/kin", headers={"Content-Type": "text/plain"}),
        "/": Page(FRAME),
        "/ung-dung.js": Page(SCRIPT.replace("EXTRA", extra), headers={"Content-Type": "text/javascript"}),
        "/api/tin": _json([{"so": n, "ten": name(n)} for n in range(1, articles + 1)]),
    }  # fmt: skip
    for n in range(1, articles + 1):
        pages[f"/bai-viet-{n}.html"] = Page(FRAME)
        pages[f"/anh/{n}.png"] = Page(picture(n), headers={"Content-Type": "image/png"})
        pages[f"/api/bai/{n}"] = _json(
            {
                "ten": name(n), "ngay": f"{n:02d}/03/2021 08:30", "anh": f"/anh/{n}.png",
                "doan": [
                    f"Sáng nay, Ủy ban nhân dân xã họp bàn việc thứ {n}, có đại diện của các thôn, "
                    "bản cùng dự và cho ý kiến về cách làm trong thời gian tới.",
                    f"Cuộc họp thống nhất giao công chức chuyên môn theo dõi việc số {n}, báo cáo "
                    "kết quả trước ngày cuối cùng của tháng.",
                ],
            }
        )  # fmt: skip
    return pages


def _json(value: object) -> Page:
    return Page(json.dumps(value, ensure_ascii=False), headers={"Content-Type": "application/json"})
