"""Articles of communes as values: what a page says, apart from how it is set.

Texts, people and communes are our own. `family` sets these stories in the manners of portals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["p", "picture", "table", "heading", "items", "quote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of a body."""

    part: Part
    text: str = ""
    """The paragraph, or the caption of a picture."""
    src: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article and the truth about it."""

    title: str
    day: str
    """As printed, day first: `12/03/2021`."""
    clock: str
    lead: str | None = None
    pieces: tuple[Piece, ...]
    sign: str | None = None
    """The last line as printed, in bold and to the right."""
    author: str | None = None
    source: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    """Path and name of the documents offered below the text."""

    @property
    def published(self) -> str:
        day, month, year = self.day.split("/")
        return f"{year}-{month}-{day}T{self.clock}:00+07:00"

    @property
    def paragraphs(self) -> list[str]:
        found: list[str] = []
        for piece in self.pieces:
            if piece.part in ("p", "heading", "quote"):
                found.append(piece.text)
            found += piece.lines
        return found

    @property
    def pictures(self) -> list[tuple[str, str | None]]:
        return [(p.src, p.text or None) for p in self.pieces if p.part == "picture"]


def p(text: str) -> Piece:
    return Piece(part="p", text=text)


def picture(src: str, caption: str = "") -> Piece:
    return Piece(part="picture", src=src, text=caption)


NEWS = Story(
    title="Bản Nà Lếch khánh thành nhà văn hóa do dân góp công xây dựng",
    day="17/08/2022", clock="08:25",
    pieces=(
        p("Sáng 16/8, bà con bản Nà Lếch phấn khởi dự lễ khánh thành nhà văn hóa bản, công trình được xây "
          "dựng từ nguồn hỗ trợ của Nhà nước và hơn 300 ngày công lao động của nhân dân."),
        picture("/images/2022/nha-van-hoa.jpg", "Đại biểu cắt băng khánh thành nhà văn hóa bản Nà Lếch"),
        p("Nhà văn hóa có diện tích 120 m2, tổng kinh phí 480 triệu đồng, trong đó nhân dân đóng góp 95 triệu "
          "đồng. Công trình khởi công từ ngày 02/4/2022."),
        p("Phát biểu tại buổi lễ, ông Cà Văn Pâng, Chủ tịch UBND xã đề nghị bà con giữ gìn, khai thác tốt công "
          "trình, đưa nơi đây thành điểm sinh hoạt chung của bản."),
        picture("/images/2022/van-nghe.jpg", "Tiết mục văn nghệ chào mừng của đội văn nghệ bản"),
        p("Dịp này, xã đã tặng bản một bộ loa đài trị giá 12 triệu đồng."),
    ),
)  # fmt: skip

SIGNED = Story(
    title="Hội Cựu chiến binh xã tổ chức thăm lại chiến trường xưa",
    day="25/07/2023", clock="14:05",
    lead="Nhân kỷ niệm 76 năm Ngày Thương binh - Liệt sĩ, Hội Cựu chiến binh xã đã tổ chức cho 42 hội viên "
    "thăm lại chiến trường xưa.",
    pieces=(
        p("Đoàn đã dâng hương tại nghĩa trang liệt sĩ, thăm đồi A1 và hầm Đờ Cát. Tại mỗi điểm đến, các hội "
          "viên được nghe kể lại những trận đánh ác liệt năm xưa."),
        picture("/upload/ccb/dang-huong.jpg", "Các hội viên dâng hương tại nghĩa trang. Ảnh: Lường Văn Chiến"),
        p("Ông Quàng Văn Tướng, hội viên chi hội bản Co Cượm xúc động: “Gần năm mươi năm tôi mới trở lại nơi "
          "này, đồng đội nhiều người còn nằm lại.”"),
        p("Chuyến đi là dịp để thế hệ sau hiểu thêm về truyền thống cách mạng của quê hương."),
    ),
    sign="Tin, ảnh: Lường Văn Chiến", author="Lường Văn Chiến",
)  # fmt: skip

NOTICE = Story(
    title="Thông báo về việc niêm yết công khai danh sách hộ nghèo năm 2023",
    day="05/12/2022", clock="10:00",
    pieces=(
        p("UBND xã thông báo niêm yết công khai danh sách hộ nghèo, hộ cận nghèo năm 2023 tại trụ sở UBND xã và "
          "nhà văn hóa các thôn từ ngày 06/12/2022."),
        p("Mời bà con theo dõi, có ý kiến gửi về UBND xã trước ngày 20/12/2022."),
    ),
    files=(("/vanban/2022/tb-112.pdf", "Thông báo số 112/TB-UBND"),
           ("/vanban/2022/danh-sach.xlsx", "Danh sách hộ nghèo")),
)  # fmt: skip

REPORT = Story(
    title="Báo cáo kết quả thực hiện nhiệm vụ phát triển kinh tế - xã hội 6 tháng đầu năm",
    day="30/06/2021", clock="16:40",
    pieces=tuple(
        piece
        for part, name in enumerate(("Sản xuất nông nghiệp", "Văn hóa - xã hội", "Quốc phòng - an ninh"), 1)
        for piece in (
            Piece(part="heading", text=f"{part}. {name}"),
            *(
                p(f"Về nội dung thứ {part}.{n}, các thôn đã thực hiện được {60 + n * 3}% kế hoạch, tăng {n}% so với "
                  f"cùng kỳ năm 2020; riêng thôn số {n} hoàn thành trước ngày {n + 9}/6/2021.")
                for n in range(1, 19)
            ),
        )
    ),
)  # fmt: skip

TABLED = Story(
    title="Lịch tiếp công dân của lãnh đạo xã quý III năm 2024",
    day="01/07/2024", clock="07:30",
    pieces=(
        p("Thường trực HĐND, lãnh đạo UBND xã thông báo lịch tiếp công dân định kỳ quý III năm 2024 như sau:"),
        Piece(part="table", rows=(
            ("STT", "Ngày tiếp", "Người tiếp", "Chức vụ"),
            ("1", "10/07/2024", "Vàng A Dế", "Chủ tịch UBND xã"),
            ("2", "10/08/2024", "Giàng Thị Mỷ", "Phó Chủ tịch UBND xã"),
            ("3", "10/09/2024", "Vàng A Dế", "Chủ tịch UBND xã"),
        )),
        p("Địa điểm: Phòng tiếp công dân, trụ sở UBND xã. Thời gian từ 7 giờ 30 phút."),
    ),
)  # fmt: skip

LISTED = Story(
    title="Một số biện pháp phòng, chống rét cho đàn gia súc trong vụ đông",
    day="18/12/2020", clock="09:12",
    pieces=(
        p("Để chủ động phòng, chống đói, rét cho đàn gia súc, Ban Nông nghiệp xã khuyến cáo bà con thực hiện các "
          "biện pháp sau:"),
        Piece(part="items", lines=(
            "Che chắn chuồng trại kín gió, giữ nền chuồng khô ráo.",
            "Dự trữ rơm khô tối thiểu 5 kg mỗi con mỗi ngày.",
            "Không chăn thả khi nhiệt độ ngoài trời dưới 12 độ C.",
        )),
        Piece(part="quote", text="“Trâu bò là đầu cơ nghiệp, bà con đừng để đàn trâu bị đói rét”, đồng chí Trưởng "
              "ban Nông nghiệp xã nhắn nhủ."),
        p("Khi gia súc có biểu hiện ốm yếu cần báo ngay thú y viên thôn bản để được hướng dẫn."),
    ),
    sign="(Nguồn: Trạm Khuyến nông huyện)", source="Trạm Khuyến nông huyện",
)  # fmt: skip

SHORT = Story(
    title="Tạm ngừng cấp điện",
    day="09/05/2021", clock="15:20",
    pieces=(p("Điện lực huyện tạm ngừng cấp điện tại thôn 4, thôn 5 từ 7 giờ đến 11 giờ ngày 11/5/2021 để sửa chữa "
              "đường dây 0,4 kV."),),
)  # fmt: skip

PICTURES = Story(
    title="Chùm ảnh: Ngày hội văn hóa các dân tộc xã Mường Sại lần thứ III",
    day="03/02/2023", clock="18:55",
    pieces=(
        p("Ngày hội diễn ra trong hai ngày 1 và 2/2, thu hút đông đảo nhân dân và du khách."),
        picture("/gallery/1.jpg", "Màn múa xòe mở đầu ngày hội"),
        picture("/gallery/2.jpg", "Thi giã bánh giầy giữa các bản"),
        picture("/gallery/3.jpg", "Trao giải cho đội kéo co bản Hua Nà"),
        picture("/gallery/4.jpg", "Du khách tham quan gian hàng nông sản"),
    ),
    sign="BBT", author="BBT",
)  # fmt: skip

STORIES = {
    "news": NEWS, "signed": SIGNED, "notice": NOTICE, "report": REPORT, "tabled": TABLED,
    "listed": LISTED, "short": SHORT, "pictures": PICTURES,
}  # fmt: skip
