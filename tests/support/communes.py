"""Portals of communes that live: articles come, are edited and vanish, seed by seed.

What a portal says is made of parts of our own; how it says it is any manner of `family`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from support.family import BODIES, DOCUMENT_TITLES, FRAMES, HEADS, OTHERS, SECTION, SITE
from support.server import Answer, Page, picture
from support.stories import Piece, Story, p

_WHO = (
    "Hội Nông dân xã", "Đoàn Thanh niên xã", "Hội Phụ nữ xã", "Ủy ban nhân dân xã", "Trạm Y tế xã",
    "Mặt trận Tổ quốc xã", "Công an xã", "Trường Tiểu học xã", "Hội Người cao tuổi xã", "Đảng ủy xã",
)  # fmt: skip
_DOES = (
    "ra quân làm đường giao thông", "tổ chức lớp tập huấn trồng cây ăn quả", "trao quà cho hộ nghèo",
    "tuyên truyền phòng cháy, chữa cháy rừng", "họp bàn kế hoạch gieo cấy", "khám bệnh cho người già",
    "kiểm tra chuồng trại trước mùa rét", "sơ kết phong trào thi đua", "dọn vệ sinh kênh mương",
    "phát động tết trồng cây",
)  # fmt: skip
_WHERE = (
    "Nà Lếch",
    "Co Cượm",
    "Hua Nà",
    "Pá Khoang",
    "Bản Lói",
    "Noong Bua",
    "Tà Cáng",
    "Huổi Phạ",
)
_FACTS = (
    "Có {n} người của bản {w} tham gia từ sáng sớm, mỗi nhà góp một công và dụng cụ sẵn có.",
    "Theo kế hoạch, phần việc ở bản {w} kéo dài {n} ngày, do trưởng bản trực tiếp đôn đốc.",
    "Kinh phí {n} triệu đồng được trích từ quỹ của xã, phần còn lại bà con bản {w} tự nguyện đóng góp.",
    "Tại buổi làm việc, đại diện bản {w} nêu {n} ý kiến về nước sinh hoạt, điện và đường đi lại.",
    "Đến nay bản {w} đã hoàn thành {n} phần trăm khối lượng, sớm hơn so với cùng kỳ năm ngoái.",
    "Lãnh đạo xã ghi nhận cách làm của bản {w} và đề nghị {n} bản khác học tập, làm theo.",
    "Sau hoạt động, {n} hộ ở bản {w} đăng ký tham gia tổ tự quản, cùng giữ gìn kết quả đã có.",
    "Thời tiết mấy ngày qua thuận lợi nên việc ở bản {w} diễn ra đúng hẹn, không phải lùi sang tuần thứ {n}.",
)  # fmt: skip
_CLOSING = "Trân trọng thông báo để bà con được biết và thực hiện./."


@dataclass
class Commune:
    """One portal: change its stories or its manners, then ask for its pages."""

    seed: int
    head: str
    body: str
    frame: str
    titled: int
    stories: dict[int, Story] = field(default_factory=dict)
    """By number, which is in the address: `/tin-12.html`."""
    last: int = 0
    visits: int = 0

    @classmethod
    def of(cls, seed: int, size: int, until: date) -> Commune:
        """A portal with so many articles of the years before `until`, set in manners by lot."""
        lot = random.Random(seed)
        made = cls(
            seed=seed, head=lot.choice([*HEADS]), body=lot.choice([*BODIES]),
            frame=lot.choice([*FRAMES]), titled=lot.randrange(len(DOCUMENT_TITLES)),
        )  # fmt: skip
        days = sorted(until - timedelta(days=lot.randrange(3, 900)) for _ in range(size))
        for day in days:
            made.publish(lot, day)
        return made

    def publish(self, lot: random.Random, day: date) -> None:
        """One more article."""
        self.last += 1
        who, does, where = lot.choice(_WHO), lot.choice(_DOES), lot.choice(_WHERE)
        facts = lot.sample(_FACTS, lot.randrange(3, 7))
        pieces: list[Piece] = [
            p(
                f"Ngày {day.day}/{day.month}, {who} {does} tại bản {where}, đợt thứ {self.last} trong kế hoạch."
            )
        ]
        pieces += [p(fact.format(n=lot.randrange(5, 95), w=lot.choice(_WHERE))) for fact in facts]
        if lot.random() < 0.3:
            caption = f"Quang cảnh buổi làm việc ở bản {where}, đợt {self.last}"
            pieces.insert(2, Piece(part="picture", src=f"/anh/{self.last}.png", text=caption))
        if lot.random() < 0.2:
            pieces.append(p(_CLOSING))
        self.stories[self.last] = Story(
            title=f"{who} {does} ở bản {where}, đợt {self.last}",
            day=f"{day:%d/%m/%Y}", clock=f"{lot.randrange(7, 18):02}:{lot.randrange(60):02}",
            pieces=tuple(pieces),
        )  # fmt: skip

    def live(self, lot: random.Random, since: date, days: int, *, per_week: float) -> None:
        """Some days pass: articles come at the rhythm, one in fifty is edited or vanishes."""
        for n in range(days):
            if lot.random() < per_week / 7:
                self.publish(lot, since + timedelta(days=n + 1))
        for number in list(self.stories):
            fate = lot.random()
            if fate < 0.01 and len(self.stories) > 3:
                del self.stories[number]
            elif fate < 0.02:
                story = self.stories[number]
                more = p(
                    f"Bổ sung: đến ngày {days} tháng này đã có thêm {number} hộ đăng ký tham gia."
                )
                self.stories[number] = replace(story, pieces=(*story.pieces, more))

    def pages(self) -> dict[str, Answer]:
        """All of it as of this visit; the counter has moved since the last one."""
        self.visits += 1
        made: dict[str, Answer] = {"/": self.list_page(0)}
        for start in range(10, len(self.stories), 10):
            made[f"/?trang={start // 10 + 1}"] = self.list_page(start)
        for cat in (2, 3, 4, 5):
            made[f"/index.php?cat={cat}"] = self.list_page(0)
        for number, story in self.stories.items():
            made[f"/tin-{number}.html"] = self.article_page(number, story)
            png = {"Content-Type": "image/png"}
            made[f"/anh/{number}.png"] = Page(picture(number), headers=png)
        return made

    def article_page(self, number: int, story: Story) -> Page:
        title = DOCUMENT_TITLES[self.titled].format(t=story.title, site=SITE, section=SECTION)
        content = HEADS[self.head](story) + BODIES[self.body](story)
        html = FRAMES[self.frame](content, title)
        newest = sorted(self.stories, reverse=True)
        for place, (url, name, day) in enumerate(OTHERS):
            other = newest[(place + number) % len(newest)]
            html = html.replace(url, f"/tin-{other}.html").replace(name, self.stories[other].title)
            html = html.replace(day, self.stories[other].day)
        return Page(f"{html}<!-- {self.visits} -->")

    def list_page(self, start: int) -> Page:
        newest = sorted(self.stories, reverse=True)[start : start + 10]
        items = "".join(
            f'<li><a href="/tin-{n}.html">{self.stories[n].title}</a> <span>({self.stories[n].day})</span></li>'
            for n in newest
        )
        more = start + 10 < len(self.stories)
        following = f'<a href="/?trang={start // 10 + 2}">Trang sau</a>' if more else ""
        return Page(
            f"<html><head><title>{SITE}</title></head><body><h1>{SITE}</h1><a href='/'>Trang chủ</a>"
            f"<ul>{items}</ul>{following}<div>Tổng truy cập: {1000 + self.visits}</div></body></html>"
        )
