"""Texts of a commune: news that other portals carry, and notices of one form."""

from __future__ import annotations

HARVEST = """\
Sáng 05/10/2021, tại cánh đồng bản Noong Ứng, Ủy ban nhân dân xã Thanh Yên phối hợp với Trung tâm \
Dịch vụ nông nghiệp huyện tổ chức hội nghị đầu bờ đánh giá mô hình trồng lúa chất lượng cao vụ mùa.

Theo báo cáo, mô hình được triển khai trên diện tích 325 ha với sự tham gia của 418 hộ, dùng giống \
lúa Hoà Phát 3 và quy trình chăm sóc do cán bộ khuyến nông hướng dẫn. Qua theo dõi, lúa đẻ nhánh \
khoẻ, ít sâu bệnh, năng suất ước đạt 58 tạ một héc ta, cao hơn vụ trước 6 tạ. Nhờ được bao tiêu \
ngay tại ruộng nên bà con rất phấn khởi và mong muốn mở rộng diện tích trong vụ tới.

Phát biểu tại hội nghị, đồng chí Lò Văn Hải đề nghị các bản tiếp tục vận động nhân dân dồn điền đổi \
thửa, làm đường nội đồng, giữ gìn nguồn nước và thực hiện đúng lịch gieo cấy để cả xã có một vụ mùa \
bội thu, góp phần hoàn thành các tiêu chí xây dựng nông thôn mới nâng cao."""

NOTICE = """\
Thực hiện Luật Tiếp công dân và quy chế làm việc, Ủy ban nhân dân xã Thanh Yên ban hành Thông báo \
số 27/TB-UBND về lịch tiếp công dân định kỳ của lãnh đạo xã như sau:

Thời gian: bắt đầu từ 7 giờ 30 phút ngày 15/5/2021, tại phòng tiếp công dân của trụ sở xã. Người \
chủ trì buổi tiếp là ông Lò Văn Hải cùng đại diện các ban, ngành và đoàn thể có liên quan.

Công dân đến khiếu nại, tố cáo, kiến nghị, phản ánh mang theo giấy tờ tùy thân, trình bày trung \
thực sự việc và chấp hành nội quy nơi tiếp. Đề nghị các trưởng bản thông báo rộng rãi để nhân dân \
trong xã được biết và thực hiện."""

SCHEDULE = "\n".join(
    f"Ngày {day} tháng 11: bản Nà {name} họp dân bàn việc làm {length} m đường bê tông với "
    f"{money} triệu đồng do nhân dân đóng góp"
    for day, name, length, money in (
        (2, "Ten", 120, 15), (3, "Sáng", 340, 41), (4, "Pheo", 95, 12), (8, "Khoang", 210, 26),
        (9, "Lếch", 180, 22), (10, "Hý", 75, 9), (12, "Nghè", 260, 33), (15, "Vai", 400, 52),
    )
)  # fmt: skip
