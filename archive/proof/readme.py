"""What a stranger reads in a proof bundle."""

from __future__ import annotations

README = """\
BẰNG CHỨNG LƯU TRỮ CỦA MỘT BÀI VIẾT                                    (English below)
=====================================

Gói này giữ một bài viết của một cổng thông tin điện tử đúng như máy chủ đã trả về, kèm mọi thứ
cần để kiểm tra. Không cần tin người gửi gói và không cần kho lưu trữ gốc.

  manifest.json    bài viết đã đọc ra, lần thu thập, từng bản ghi với mã băm và vị trí trong kho
  records.warc.gz  các bản ghi WARC (ISO 28500), từng byte như trong kho: trang, yêu cầu, ảnh
  citation.*       trích dẫn: văn bản, BibTeX, RIS, CSL-JSON
  SHA256SUMS       mã băm SHA-256 của các tệp trên

Kiểm tra bằng luutru:            luutru verify-proof GOI.zip
Kiểm tra bằng tay, sau khi giải nén:
  1. sha256sum -c SHA256SUMS                     mọi dòng phải là OK
  2. gzip -t records.warc.gz                     không báo lỗi
     warcio check -v records.warc.gz             (pip install warcio) mọi mã băm phải đúng
  3. Tìm trong manifest.json bản ghi có "role": "page" (hoặc "original" nếu trang là revisit), rồi
     warcio extract --payload records.warc.gz OFFSET > trang.html
     sha256sum trang.html                        phải bằng capture.payload_sha256
  4. Mở trang.html và so với tiêu đề, ngày đăng, nội dung trong manifest.json
     (nếu trang được nén khi truyền: gunzip trước).

Điều gói này chứng minh: bài viết, bản ghi và mã băm khớp nhau. Điều nó không tự chứng minh: thời
điểm. Muốn thế, hãy công bố hoặc gửi cho người thứ ba mã SHA-256 của chính tệp .zip này.


PROOF OF AN ARCHIVED ARTICLE
============================

This bundle holds one article of a public portal as the server gave it, with everything that is
needed to check it. You need to trust neither the sender nor the archive that it comes from.

  manifest.json    the article as it was read, the capture, each record with its digest and place
  records.warc.gz  the WARC records (ISO 28500), byte for byte: the page, the request, pictures
  citation.*       how to cite it: text, BibTeX, RIS, CSL-JSON
  SHA256SUMS       SHA-256 digests of the files above

With luutru:                     luutru verify-proof BUNDLE.zip
By hand, after unpacking:
  1. sha256sum -c SHA256SUMS                     each line must say OK
  2. gzip -t records.warc.gz                     no error
     warcio check -v records.warc.gz             (pip install warcio) each digest must pass
  3. Find the record with "role": "page" in manifest.json ("original" if the page is a revisit):
     warcio extract --payload records.warc.gz OFFSET > page.html
     sha256sum page.html                         must be capture.payload_sha256
  4. Open page.html and compare it with title, date and text in manifest.json
     (if the page was packed on its way: gunzip it first).

What this proves: article, records and digests agree. What it does not prove by itself: the time.
For that, publish the SHA-256 digest of this .zip file, or give it to a third party.
"""
