"""Pages of a portal that are no articles: lists, forms, registers, errors, as portals set them."""

from __future__ import annotations

from support.stories import NEWS

_TEASER = NEWS.paragraphs[0]
_NAMES = (
    "Hội nghị tổng kết công tác Hội Nông dân năm 2022", "Ra quân làm thủy lợi nội đồng vụ chiêm xuân",
    "Khai mạc giải bóng chuyền nam chào mừng Đại hội", "Tập huấn kỹ năng số cho thành viên tổ công nghệ cộng đồng",
    "Trao nhà đại đoàn kết cho hộ nghèo bản Hua Nà", "Đoàn công tác của huyện kiểm tra tiến độ xây dựng nông thôn mới",
    "Lễ giao nhận quân năm 2023 diễn ra trang trọng", "Tuyên truyền phòng chống đuối nước cho học sinh",
)  # fmt: skip


def _items(pattern: str, count: int = 8) -> str:
    return "".join(
        pattern.format(
            n=n, name=_NAMES[n % 8], day=f"{n + 10}/02/2023", teaser=f"{_TEASER[: 90 + n * 11]}...",
            link=f"/index.php?module=news&id={400 + n}",
        )
        for n in range(count)
    )  # fmt: skip


_FORM = "".join(f'<tr><td>{label} (*)</td><td><input type="text" name="f{n}"></td></tr>'
                for n, label in enumerate(("Họ và tên", "Địa chỉ", "Điện thoại", "Email", "Tiêu đề")))  # fmt: skip
_PROSE = (
    "<p>Mọi thông tin phản ánh, kiến nghị của tổ chức, cá nhân xin gửi về UBND xã theo mẫu dưới đây. Chúng tôi sẽ trả lời "
    "trong thời gian sớm nhất.</p>"
)

ELSEWHERE: dict[str, str] = {
    "title and date": _items('<div class="it"><a href="{link}">{name}</a> <i>{day}</i></div>'),
    "teasers, title not a link": _items(
        '<h3>{name}</h3><div>{day} 08:30</div><p>{teaser} <a href="{link}">Xem tiếp</a></p>'
    ),
    "teasers with a button": _items(
        '<div><b>{name}</b><br><small>Ngày đăng: {day}</small><br>{teaser}<br><a href="{link}">Chi tiết</a></div>'
    ),
    "cards": _items(
        '<div class="css-c"><a href="{link}"><img src="/t/{n}.jpg"></a><h4 class="css-h"><a href="{link}">{name}</a></h4><span>{day}</span><p>{teaser}</p></div>'
    ),
    "first large": f'<h2><a href="/index.php?module=news&id=400">{_NAMES[0]}</a></h2><img src="/t/0.jpg"><p>{_TEASER}</p>'
    + _items('<p><a href="{link}">{name}</a> ({day})</p>'),
    "home boxes": "".join(
        f'<div class="box"><div class="box-title">{name}</div>{_items("<div><img src=/t/{n}.jpg><a href={link}>{name}</a></div>", 4)}</div>'
        for name in ("Tin tức - Sự kiện", "Kinh tế - Chính trị", "Văn hóa - Xã hội")
    ),
    "home, boxes of text": "".join(
        f'<div class="box"><h3>{name}</h3><img src="/t/{n}.jpg"><p>{_NAMES[n]}</p><p>{_TEASER[:120]}...</p></div>'
        for n, name in enumerate(("Chính quyền", "Đoàn thể", "Văn hóa", "Giáo dục", "Y tế"))
    ),
    "search": f'<h2>Kết quả tìm kiếm</h2><form><input type="text" name="q"><input type="submit" value="Tìm"></form><p>Tìm thấy 8 kết quả cho từ khóa “nông thôn mới”</p>{_items("<div><a href={link}>{name}</a><p>{teaser}</p></div>")}',
    "search, nothing": '<h2>Tìm kiếm</h2><form><input type="text" name="q"><input type="submit" value="Tìm"></form><p>Không tìm thấy kết quả nào phù hợp với từ khóa bạn đã nhập. Vui lòng thử lại với từ khóa khác.</p>',
    "contact": f"<h2>Liên hệ</h2>{_PROSE}<form><table>{_FORM}<tr><td>Nội dung</td><td><textarea name='b'></textarea></td></tr></table><input type='submit' value='Gửi'></form>",
    "login": '<h2>Đăng nhập hệ thống</h2><p>Tên đăng nhập</p><input type="text" name="u"><p>Mật khẩu</p><input type="password" name="p"><input type="submit"><p>Nếu quên mật khẩu, đề nghị liên hệ quản trị viên của trang thông tin để được cấp lại mật khẩu mới.</p>',
    "register": f'<h2>Đăng ký thành viên</h2>{_PROSE}<form><table>{_FORM}<tr><td>Mật khẩu</td><td><input type="password"></td></tr></table></form>',
    "poll": "<h2>Thăm dò ý kiến</h2><form><p>Bạn đánh giá thế nào về chất lượng giải quyết thủ tục hành chính tại bộ phận một cửa của xã?</p>"
    + "".join(
        f'<p><input type="radio" name="v"> {name}: {n * 17} phiếu</p>'
        for n, name in enumerate(("Rất hài lòng", "Hài lòng", "Bình thường", "Chưa hài lòng"), 1)
    )
    + '<input type="submit" value="Bình chọn"></form>',
    "sitemap": "<h2>Sơ đồ trang</h2><ul>"
    + "".join(
        f'<li><a href="/index.php?cat={n}">{name}</a><ul>{_items("<li><a href=/index.php?cat=5{n}>Chuyên mục {name}</a></li>", 4)}</ul></li>'
        for n, name in enumerate(("Giới thiệu", "Tin tức", "Văn bản"))
    )
    + "</ul>",
    "albums": "<h2>Thư viện ảnh</h2>"
    + _items(
        '<div class="al"><a href="/album.php?id={n}"><img src="/al/{n}.jpg"></a><p><a href="/album.php?id={n}">{name}</a></p><p>12 ảnh</p></div>'
    ),
    "videos": "<h2>Video clip</h2>"
    + _items(
        '<div><a href="/video.php?id={n}"><img src="/v/{n}.jpg"></a><div>{name}</div><div>{day}</div></div>'
    ),
    "register of documents": "<h2>Văn bản chỉ đạo điều hành</h2><table border=1><tr><th>Số ký hiệu</th><th>Ngày ban hành</th><th>Trích yếu</th><th>Tải về</th></tr>"
    + _items(
        '<tr><td>{n}2/QĐ-UBND</td><td>{day}</td><td><a href="/vb.php?id={n}">Quyết định về việc {name}</a></td><td><a href="/vb/{n}.pdf">Tải về</a></td></tr>'
    )
    + "</table>",
    "documents, labelled": "<h2>Danh sách văn bản</h2>"
    + _items(
        '<div><p><b><a href="/vb.php?id={n}">{n}5/KH-UBND</a></b></p><p>Ngày ban hành: {day}</p><p>Trích yếu: Kế hoạch về việc {name}, giai đoạn hiện nay</p></div>'
    ),
    "questions": "<h2>Hỏi đáp</h2>"
    + _items(
        '<div><p><b>Hỏi:</b> {name} thì người dân cần chuẩn bị những giấy tờ gì?</p><p>Người gửi: Lò Văn {n} - Ngày gửi: {day}</p><a href="/hoidap.php?id={n}">Xem trả lời</a></div>'
    ),
    "not found": "<h2>Thông báo</h2><p>Bài viết bạn yêu cầu không tồn tại hoặc đã bị xóa khỏi hệ thống. Vui lòng quay lại trang chủ.</p>",
    "empty section": "<h2>Tin trong xã</h2><p>Nội dung đang được cập nhật, mời bạn quay lại sau!</p>",
    "no article": "<h2>Chi tiết tin</h2><p>Không có dữ liệu để hiển thị.</p>",
    "broken": "<b>Warning</b>: mysql_connect(): Access denied for user 'muongsai'@'localhost' (using password: YES) in <b>/home/web/index.php</b> on line <b>12</b><br>Không thể kết nối tới cơ sở dữ liệu, vui lòng thử lại sau.",
}

BARE: dict[str, str] = {
    "asp error": "<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1><h2><i>Runtime Error</i></h2><p>An application error occurred on the server. The current custom error settings for this application prevent the details from being viewed.</p></body></html>",
    "maintenance": "<html><head><title>Bảo trì</title></head><body><h1>Website đang bảo trì</h1><p>Hệ thống đang được bảo trì, nâng cấp. Kính mong quý vị thông cảm và quay lại sau. Xin cảm ơn!</p></body></html>",
    "index of": "<html><head><title>Index of /uploads</title></head><body><h1>Index of /uploads</h1><pre><a href='../'>../</a>\n<a href='2021/'>2021/</a> 12-Mar-2021 08:10 -\n<a href='kh.pdf'>kh.pdf</a> 15-Mar-2021 10:10 120K</pre></body></html>",
    "suspended": "<html><head><title>Account Suspended</title></head><body><h1>This Account has been suspended.</h1><p>Contact your hosting provider for more information about this matter, please.</p></body></html>",
    "iis": "<html><head><title>IIS Windows Server</title></head><body><a href='http://go.microsoft.com/'><img src='iisstart.png'></a></body></html>",
    "parked": "<html><head><title>muongsai.example.vn</title></head><body><h1>Tên miền đã hết hạn</h1><p>Tên miền này đã hết hạn sử dụng. Đề nghị chủ thể liên hệ nhà đăng ký để gia hạn theo quy định hiện hành.</p></body></html>",
    "php": "<html><head><title></title></head><body><br><b>Fatal error</b>: Uncaught Error: Call to undefined function mysql_query() in /home/web/inc/db.php:15 Stack trace: #0 /home/web/index.php(3): include() #1 {main} thrown in <b>/home/web/inc/db.php</b> on line <b>15</b><br></body></html>",
}
