"""Verbs of administrative tasks: where a list of agencies ends and what they are to do begins.

Vietnamese marks no verb by its form, so the boundary in ``phối hợp với các sở, ngành rà soát …``
is known by the verb alone. The list is that of the language of tasks, not of any document.
"""

from __future__ import annotations

import re

_VERBS = (
    "ban hành|bàn giao|báo cáo|bãi bỏ|bảo đảm|bảo quản|bảo trì|bảo vệ|biên soạn|biểu dương|bổ nhiệm"
    "|bổ sung|bố trí"
    "|bồi dưỡng|bỏ phiếu|cải cách|cải tạo|căn cứ|cân đối|cấu hình|cắm|cắt giảm|cập nhật|chăm lo|chăm sóc"
    "|chấm dứt"
    "|chấn chỉnh|chấp hành"
    "|chi trả|chia sẻ|chỉ đạo|chịu trách nhiệm|cho ý kiến|chuẩn bị|chuẩn hóa|chuẩn hoá|chủ trì|công bố"
    "|công khai|công nhận|củng cố|cung cấp|cung ứng|cụ thể hóa|cụ thể hoá|cưỡng chế|diễn tập|duy trì|dự báo"
    "|đánh giá|đảm bảo|đảm nhiệm|đào tạo|đăng ký|đăng tải|đầu tư|đẩy mạnh|đẩy nhanh|đề nghị|đề xuất"
    "|điều chỉnh"
    "|điều động|điều hành|điều tra|đặt hàng|đấu tranh|đổi mới|đối chiếu|đối thoại|đôn đốc|đưa"
    "|ghi nhận|giám sát|giải đáp|giải ngân|giải quyết|giảng dạy|giới thiệu|giúp|giữ gìn|góp ý|gửi|hoàn thành"
    "|hoàn thiện|hỗ trợ|huy động|hướng dẫn|kết nối|kêu gọi|khai thác|khám|khảo sát|khắc phục|khen thưởng"
    "|khởi công"
    "|khuyến khích|kiểm soát|kiểm tra|kiện toàn|kiến nghị|ký kết|lắp đặt|liên hệ|liên kết|lấy ý kiến"
    "|lồng ghép|lưu trữ"
    "|lựa chọn|luân chuyển|mở|mua sắm|ngăn chặn|nâng cao|nâng cấp|nghiêm túc|nghiên cứu|niêm yết"
    "|nhân rộng|nộp|ôn tập"
    "|phản ánh|phát động|phát hành|phát hiện|phát huy|phát triển|phân bổ|phân cấp|phân công|phân loại"
    "|phân tích"
    "|phê duyệt|phổ biến|phòng chống|phòng ngừa|phòng, chống|phục vụ|quan tâm|quan trắc|quán triệt"
    "|quản lý|quản lí"
    "|quy hoạch|quyết định|quyết toán|rà soát|rút kinh nghiệm|sắp xếp|sắp đặt|số hóa|sơ kết|sưu tầm"
    "|sử dụng|sửa chữa"
    "|sửa đổi|tạo điều kiện|tạo lập|tăng cường|tập huấn|tập hợp|tập trung|tháo gỡ|tham dự|tham gia"
    "|(?<!cơ quan )tham mưu|thanh tra"
    "|thanh toán|thành lập|thay thế|thảo luận|thẩm định|thẩm tra|thi đua|theo dõi|thí điểm|thiết kế"
    "|thiết lập|thống kê"
    "|thống nhất"
    "|thông báo|thu hồi|thu hút|thu thập|thúc đẩy|thực hành|thực hiện|tích hợp|thừa (?:ủy|uỷ) quyền"
    "|tiến hành|tiếp nhận|tiếp thu|tiếp tục"
    "|tìm hiểu|tính toán|tổ chức|tổng hợp|tổng kết|tổng rà soát|trang bị|tranh thủ|trao|trả lời|triển khai"
    "|trồng|truyền thông|tuần tra|tuyên bố|tuyên dương|tuyên truyền|tuyển dụng|tuyển sinh|tuyển chọn|tư vấn"
    "|ứng dụng|ứng phó|ưu tiên|vận động|vận hành|xác định|xác minh|xác nhận|xây dựng|xem xét|xóa|xử lí|xử lý"
    "|xuất cấp|yêu cầu|làm việc|làm tốt|nắm (?:tình hình|chắc|bắt|rõ)|bám sát|kịp thời|định kỳ|khẩn trương"
    "|chủ động"
    "|tích cực"
    "|nghiêm cấm|không để|trực tiếp|đồng thời|hằng năm|hàng năm|hằng tháng|hàng tháng|hằng quý|hàng quý"
)
#: Verbs that also name what an agency is (``cơ quan quản lý``, ``đơn vị cung cấp dịch vụ``).
_ALSO_MODIFIERS = (
    "quản lý|quản lí|cung cấp|cung ứng|vận hành|tư vấn|đào tạo|chăm sóc|bảo vệ|truyền thông|thông tin"
    "|thanh tra"
    "|kiểm soát|giám sát|thẩm định|nghiên cứu|phát hành|chi trả|bảo quản|tuyển sinh|phục vụ|thiết kế|tham gia"
    "|sử dụng|tham dự|ứng dụng|trực tiếp|đầu tư|phát triển|hỗ trợ|điều hành|chủ trì|được giao"
)
#: After these words any verb is part of a noun phrase (``dịch vụ chi trả``, ``công tác tuyên truyền``).
_NOMINALISED = re.compile(
    r"\b(?:công tác|hoạt động|dịch vụ|việc|năng lực|chi phí|phí|(?<!thẩm )quyền|cuộc|kế hoạch|phong trào"
    r"|khối|cụm|hệ thống|thông tin(?:,| và))\s+$",
    re.IGNORECASE,
)
_HEAD_NOUN = re.compile(
    r"(?:cơ quan|đơn vị|tổ chức|doanh nghiệp|cơ sở|ban|tổ|bộ phận|cán bộ|công ty|lực lượng|nhà"
    r"|giáo dục và|giáo dục,"
    r"|giáo dục -|phòng|ngành|người|chủ|trung tâm|quỹ)\s+$",
    re.IGNORECASE,
)
#: ``tổ chức`` is a noun after these words and before those.
_NOUN_BEFORE = re.compile(
    r"(?:^|[,;(]|\b(?:các|và|hoặc|của|những|mọi|thuộc|với|số|một số|cơ quan|đơn vị))\s*$", re.IGNORECASE
)
_NOUN_AFTER = re.compile(
    r"tổ chức(?=\s*(?:[,;:.]|$|và\s+cá nhân|chính trị|xã hội|đoàn thể|cá nhân|có liên quan|liên quan|hội"
    r"|tôn giáo|đảng"
    r"|trực thuộc|thành viên|quần chúng|cung cấp|tín dụng|kinh tế|quốc tế|phi chính phủ|khác|trong|ngoài"
    r"|đơn vị"
    r"|thuộc|phối hợp|sử dụng|khoa học|nghề nghiệp|công đoàn))"
)
# Syllables that are verbs alone and half of a noun after these words or before those.
_SHORT_VERBS = (
    r"(?<!chương )(?<!công )(?<!quy )(?<!lộ )(?<!tiến )(?<!giáo )(?<!truyền )trình"
    r"|(?<!công )(?<!dân )(?<!tư )(?<!độc )lập"
    r"|(?<!chữ )(?<!học )(?<!thư )ký"
    r"|(?<!ngoại )(?<!được )giao(?! thông| lưu| dịch)"
    r"|(?<!vận )(?<!bước )chuyển(?! đổi| biến)"
    r"|(?<!bầu )(?<!ứng )cử(?! tri)"
    r"|(?<!dục )thường xuyên"
    r"|(?<!nhận )(?<!xem )xét"
    r"|(?<!chi )trả"
    r"|(?<![Xx]ây )dựng(?! án)"
    r"|(?<!các )(?<!chính quyền )(?<!sơ )(?<!trung )(?<!cao )(?<!cung )cấp"
    r"(?! (?:tỉnh|huyện|xã|ủy|uỷ|học|cơ sở|trên|dưới|phòng|sở|ngành|có thẩm|thành phố|trung ương|tiểu"
    r"|trung|mầm|quản|nước|điện))"
)
TASK_VERB = re.compile(rf"(?<![\w-])(?:{_VERBS}|{_SHORT_VERBS})(?![\w-])")
_MODIFIER = re.compile(rf"(?:{_ALSO_MODIFIERS})\b")
_BEFORE = 24


def begins_task(text: str) -> bool:
    """Whether ``text`` begins with a task verb, capitalised or not."""
    lowered = text[:1].lower() + text[1:40]
    return TASK_VERB.match(lowered) is not None


def first_task_verb(text: str, start: int = 0, end: int | None = None) -> int | None:
    """Where the first verb of a task begins in ``text[start:end]``; nouns that look alike are passed."""
    for match in TASK_VERB.finditer(text, start, len(text) if end is None else end):
        before = text[max(start, match.start() - _BEFORE) : match.start()]
        if match.group() == "tổ chức" and (
            _NOUN_BEFORE.search(before) and _NOUN_AFTER.match(text, match.start())
        ):
            continue
        if _NOMINALISED.search(before):
            continue
        if _MODIFIER.fullmatch(match.group()) and _HEAD_NOUN.search(before):
            continue
        return match.start()
    return None
