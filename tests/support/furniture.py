"""Lines that portals print around their articles, as they stand between title and text or below it."""

from __future__ import annotations

ABOVE = (
    "Lượt xem: 1.205", "Số lượt xem: 87", "Đã xem: 412", "Lượt đọc: 55", "Số lần đọc: 1205", "Xem: 33", "33 lượt xem", "1,205 views",
    "Cỡ chữ: A- A A+", "A- A A+", "In bài viết", "In trang", "Gửi email", "Chia sẻ:", "Chia sẻ Facebook Zalo", "Nghe bài viết",
    "Đọc bài", "Tương phản", "Xem với cỡ chữ", "Google News", "Theo dõi chúng tôi trên Zalo", "0 bình luận", "Bình luận (0)",
    "Chuyên mục: Tin trong xã", "Đăng bởi: admin", "Người đăng: Quản trị", "Tác giả: admin",
)  # fmt: skip
BELOW = (
    "Lượt xem: 1.205", "Số lần xem: 34", "Đã đọc: 87 lần", "[Quay lại]", "<< Quay lại", "Trở về", "Về trang trước", "Về đầu trang",
    "Lên đầu trang", "In trang", "Bản in", "Gửi cho bạn bè", "Chia sẻ bài viết", "Tweet", "Tags: nông thôn mới, xã Mường Sại",
    "Từ khóa: nông thôn mới", "Bình chọn: 5/5 (3 phiếu)", "Tổng số điểm của bài viết là: 0 trong 0 đánh giá", "Đánh giá bài viết",
    "Click để đánh giá bài viết", "Xếp hạng: 4.5 - 12 phiếu bầu", "Ý kiến bạn đọc (0)", "Bình luận", "Gửi bình luận của bạn",
    "Lượt truy cập: 12345", "Tổng lượt truy cập: 98.123", "Đang online: 12", "Trực tuyến: 5", "Hôm nay: 55", "Hôm nay: 12 - Hôm qua: 45",
    "Số người truy cập: 4.567", "Bạn là người truy cập thứ 10230", "Khách online: 3", "Thành viên online: 0", "Copyright © 2021", "Bản quyền thuộc UBND xã",
    "© 2020 UBND xã Mường Sại", "Thiết kế bởi: VNPT", "Designed by ABC", "Powered by CMS", "Phát triển bởi Viettel",
    "Các tin khác", "Tin cùng chuyên mục", "Bài viết cùng chuyên mục:", "Tin mới hơn", "Có thể bạn quan tâm", "Xem thêm", "Tin đọc nhiều nhất",
    "Bài viết liên quan", "Thông tin liên quan", "Các bài viết khác", "Tin tức khác", "Các bản tin khác", "Những tin mới hơn", "Văn bản liên quan",
)  # fmt: skip
