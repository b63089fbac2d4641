"""What a question asks for, told by the phrases Vietnamese asks it with.

Patterns are matched on folded text (lower case, no diacritics), so they hold for both ways of
typing. The first kind whose pattern matches wins; the order is from the most telling phrase to
the least.
"""

from __future__ import annotations

import re
from typing import Literal

from indexing.language import folded

Kind = Literal[
    "lead_agency",
    "cooperating",
    "target",
    "deadline",
    "theme",
    "motto",
    "legal_basis",
    "signer",
    "validity",
    "definition",
    "where",
    "count",
    "list",
    "compare",
    "which_place",
    "choice",
    "yes_no",
    "content",
    "issued",
    "duties",
    "not_about_documents",
]

_DOCUMENT = (
    r"(?:van ban|quyet dinh|nghi quyet|nghi dinh|ke hoach|cong van|thong tu|chi thi|ket luan|chuong trinh|luat"
    r"|to trinh|thong bao|de an|huong dan|quy che|quy dinh)"
)
_AGENCY = (
    r"(?:so|co quan|don vi|ban nganh|nganh|phong|ban|bo phan|cap|uy ban|truong)(?: ban| nganh| don vi| chuc nang)?"
)

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "not_about_documents",
            r"^(?:xin )?chao(?: ban| em| anh| chi)?\W*$|^(?:cam on|tam biet|hello|hi|alo)\b|ban (?:la ai|ten gi|khoe khong)"
            r"|\b(?:lam|viet|sang tac|doc)(?: cho toi| giup toi)?(?: mot| 1)? (?:bai |doan )?(?:tho|van|hat|truyen|code)\b"
            r"|ke (?:cho toi )?(?:mot |1 )?(?:cau )?chuyen|thoi tiet|bo qua (?:moi |cac |tat ca |toan bo )?(?:huong dan|chi dan|quy tac|lenh)"
            r"|ignore (?:all |the |previous )|system prompt|mat khau|ket qua (?:bong da|xo so)|gia (?:vang|xang|bitcoin)"
            r"|dong vai|hay quen|^dich\b|lap trinh",
        ),
        ("compare", r"\bso sanh\b|khac (?:nhau|gi|biet)|giong nhau|doi chieu|\bcompare\b"),
        (
            "issued",
            rf"(?:duoc )?ban hanh (?:vao )?(?:ngay|khi|nam|luc|thang|thoi gian) (?:nao|may)|ngay ban hanh|{_DOCUMENT}\b[^?]{{0,60}}\b"
            r"(?:ai|co quan nao|don vi nao|tinh nao|bo nao) ban hanh|do (?:ai|co quan nao|don vi nao) ban hanh|\bcua tinh nao\b",
        ),
        (
            "which_place",
            r"\b(?:nhung |cac )?(?:tinh|dia phuong|tinh thanh|thanh pho|noi)(?: thanh)? nao\b|which province",
        ),
        (
            "duties",
            r"(?:co|duoc giao|chiu)? ?(?:nhung |cac )?(?:trach nhiem|nhiem vu) (?:gi|nao|nhu the nao|ra sao)|(?:phai|can|se|duoc giao|duoc yeu cau) lam (?:gi|nhung gi)"
            r"|lam (?:gi|nhung (?:gi|viec gi))\W*$|chu tri (?:nhung |cac )?(?:gi|nhiem vu (?:gi|nao)|viec gi)",
        ),
        ("choice", r"\d[\w/-]*\s+hay(?: la)?\s+(?:so\s+)?\d"),
        (
            "definition",
            r"viet tat (?:cua|la|cho)|(?:co )?nghia la (?:gi|j|sao)|tu viet tat|(?:duoc )?(?:hieu|giai thich) (?:la|nhu the nao|the nao|ra sao)|dinh nghia|^\W*[\w&-]{2,9} la (?:gi|j|viet tat)\W*$|stand for",
        ),
        ("signer", r"\bai (?:da |la nguoi )?(?:ky|ki)\b|nguoi (?:ky|ki)\b|(?:ky|ki) (?:ten|boi)\b|\b(?:ky|ki)\b.*\bten la (?:gi|ai)|do ai (?:ky|ki)|who signed|\bai (?:dang |hien )?(?:la|lam|giu chuc)\b(?! (?:don vi|co quan))|\bla ai\b"),
        ("motto", r"\bphuong cham\b|\bkhau hieu\b|motto"),
        ("theme", r"\bchu de (?:cua )?(?:nam hoc|cong tac|nam\b|hoat dong|thang)|chu de\b.*\bnam hoc\b|\btheme\b"),
        (
            "validity",
            r"hieu luc|thay the (?:cho )?" + _DOCUMENT + r"|bai bo " + _DOCUMENT + r"|con ap dung|ap dung tu",
        ),
        (
            "where",
            r"(?:o|tai|trong|thuoc|nam)? ?\b(?:muc|phan|dieu|khoan|chuong|phu luc|trang|so thu tu|dong|stt) (?:nao|may|so may)\b|nam o dau|o cho nao",
        ),
        (
            "yes_no",
            r"^(?:co phai|phai chang)|(?:phai|dung|duoc|dung vay) (?:khong|ko|k)\W*$|\bco\b.{2,}\b(?:khong|ko|k|chua)\W*$"
            r"|co duoc\b|^(?:is|does|do|are|can)\b",
        ),
        (
            "cooperating",
            rf"\b(?:nhung |cac )?(?:{_AGENCY}|ai|to chuc) nao(?: se| phai| can| duoc giao)? (?:phoi hop|cung tham gia|tham gia phoi hop)"
            r"|\bai (?:se |phai |la don vi )?phoi hop|phoi hop (?:voi |cung )?(?:ai|(?:nhung |cac )?(?:ai|(?:co quan|don vi|so|to chuc|nganh)(?: nganh)? nao))"
            r"|(?:co quan|don vi) phoi hop|voi (?:so|co quan|don vi) nao\b",
        ),
        (
            "count",
            r"\b(?:bao nhieu|may) (?:nhiem vu|de an|dieu|chuong|khoan|muc\b|muc tieu|chi tieu|phan\b(?! tram)|van ban|phu luc"
            r"|nhom giai phap|noi dung)",
        ),
        (
            "list",
            r"^(?:hay )?(?:liet ke|ke ten|ke ra|neu ten|thong ke|cho (?:toi )?biet danh sach)|\b(?:nhung|cac) nhiem vu (?:nao|gi|do|ma|cua)"
            r"|\b(?:nhung|cac) (?:chi tieu|muc tieu|de an|thoi han|moc thoi gian)(?: [\w ]{0,40})? (?:nao|gi|cua|do|ma)\b|\b(?:nhung|cac) (?:hanh vi|truong hop|viec|noi dung|doi tuong|dieu kien|hinh thuc|nguyen tac|yeu cau|cong viec) (?:nao|gi|bi|khong)\b|\b(?:chi tieu|muc tieu)\b.*\b(?:gom|bao gom|la) (?:nhung )?(?:gi|chi tieu nao)|gui (?:cho |den )?(?:nhung|cac) (?:don vi|co quan|ai) nao|noi nhan|^danh sach|nhiem vu gi|^list\b",
        ),
        (
            "legal_basis",
            rf"{_DOCUMENT}(?: \w+){{0,2}} (?:nao|so may|so bao nhieu|gi)\b|\bso may\b|so hieu|can cu (?:vao )?(?:dau|gi|nao|nhung|cac)"
            r"|(?:can cu|co so) phap ly|mang so|theo (?:so )?(?:nao|gi)|so (?:van ban|ky hieu)|which (?:decision|resolution|plan|document)",
        ),
        (
            "lead_agency",
            rf"\b(?:nhung |cac )?{_AGENCY} nao\b|\bai (?:la |se |phai |duoc giao )?(?:chu tri|phu trach|chiu trach nhiem|thuc hien"
            r"|tham muu|dau moi|lam|huong dan|dung dau|xay dung|to chuc|bao cao|theo doi)|trach nhiem cua (?:ai|co quan nao)"
            r"|(?:do|giao(?: cho)?|thuoc) (?:ai|so nao|co quan nao|don vi nao)|co quan chu tri|don vi chu tri|(?:which|what) (?:agency|department)",
        ),
        (
            "deadline",
            r"\b(?:khi|luc|ngay|nam|thang|quy|thoi gian|thoi diem|dip|hoc ky) (?:nao|may)\b|bao gio|\bmay gio\b|thoi han|^han\b|\bhan (?:chot|cuoi|nop|bao cao|hoan thanh|la)"
            r"|\bhan\b.*\bngay\b|thoi gian (?:thuc hien|hoan thanh)|bao lau|den (?:ngay|nam) nao|\bwhen\b|deadline",
        ),
        (
            "target",
            r"bao nhieu|\bmay (?:phan tram|%|truong|lop|huyen|xa|nguoi|ty|trieu|lan|tiet|buoi|suat|hoc sinh|giao vien|dong)|(?:dat|la|muc) may\b|^(?:ty|ti) le\b|\bty le\b.*(?:la|\?)|muc tieu (?:ty le|so luong)"
            r"|chi tieu\b.*\b(?:la|gi|the nao)|how (?:many|much)|percentage|what (?:rate|share)",
        ),
    )
)


def kind_of(text: str) -> Kind:
    """The kind of a question, given its restored text.

    ``số nào`` and ``sở nào`` are told apart before the diacritics are dropped.
    """
    plain = folded(re.sub(r"\b(số|Số) nào\b", r"\1 mấy", text))
    return next((kind for kind, pattern in _PATTERNS if pattern.search(plain)), "content")


#: Phrases that only ask, matched on the restored question; what remains is what it is about.
_DOCUMENT_WORDS = (
    r"(?:văn bản|quyết định|nghị quyết|nghị định|kế hoạch|công văn|thông tư|chỉ thị|kết luận|chương trình|luật|tờ trình)"
)
_AGENCY_WORDS = r"(?:sở|cơ quan|đơn vị|ban ngành|ngành|phòng|ban|bộ phận|cấp|tổ chức|bộ)"
ASKING = re.compile(
    r"\b(?:cho (?:tôi |em |mình )?(?:biết|hỏi)|xin (?:cho )?hỏi|hãy (?:cho biết|liệt kê|nêu)"
    rf"|theo {_DOCUMENT_WORDS}(?: (?:của|năm học|số)\b)?|(?:những |các )?{_AGENCY_WORDS} nào"
    rf"|(?:những |các )?(?:tỉnh|thành phố|địa phương) nào|{_DOCUMENT_WORDS} (?:nào|số mấy|số bao nhiêu|gì)"
    r"|số mấy|mang số|số hiệu|căn cứ (?:vào )?(?:đâu|gì|nào)|bao nhiêu phần trăm|là bao nhiêu|bao nhiêu|như thế nào"
    r"|thế nào|là gì|là ai|gì|nào|mấy|ai|đâu|khi nào|bao giờ|bao lâu|vào (?:năm|ngày|thời gian|lúc) nào"
    r"|(?:lúc|ngày|năm|tháng|thời gian) nào|trước ngày nào|ở (?:mục|phần|điều|khoản|chương) nào|nói về|thì sao"
    r"|được không|phải không|đúng không|có phải|không\W*$|liệt kê|kể tên|kể ra|so sánh|khác nhau|những|các|gồm|bao gồm|như"
    r"|sao|vậy|hả|nhỉ|thế|ạ|đạt mục tiêu|đặt mục tiêu|đặt chỉ tiêu|đặt ra|đặt|mục tiêu|chỉ tiêu|yêu cầu|phấn đấu|đạt|quy định|phải|cần|sẽ|muốn|được|là|của"
    r"|ở|tại|trong|trên|về|cho|theo|và|thì|vào|đến|từ|với|do|mà|để|bằng|có|địa bàn|tỉnh|thành phố|tp|hiện nay|còn"
    r"|what|which|who|when|where|is|are|the|of|in|for|does|do|how|many|much|to|by)\b",
    re.IGNORECASE,
)
