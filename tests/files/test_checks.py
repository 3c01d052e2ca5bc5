"""An upload is kept only when it is what it claims to be; otherwise a sentence says why."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from files.checks import checked
from files.models import Upload, keep
from files.views import download

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def sent(name: str, content: bytes):
    return SimpleUploadedFile(name, content)


def office(parts: dict[str, bytes], compress=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def picture(kind="JPEG", **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, kind, **more)
    return out.getvalue()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        checked(sent(name, content))
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.pdf", PDF),
        ("报告.docx", office({"word/document.xml": b"<w/>"})),
        ("表.xlsx", office({"xl/workbook.xml": b"<x/>"})),
    ],
)
def test_documents_are_kept_as_they_are(name, content):
    kept = checked(sent(name, content))
    assert (kept.name, kept.read()) == (name, content)


@pytest.mark.parametrize("name", ["页面.html", "图.svg", "宏.xlsm", "程序.exe", "无扩展名", "报告.pdf.exe"])
def test_kinds_that_are_not_on_the_list_are_refused_with_those_that_are(name):
    assert refusal(name, PDF) == "不接受这种文件。请上传：docx、jpeg、jpg、pdf、png、pptx、xlsx。"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("假.pdf", b"<html></html>", "文件内容和扩展名不符。"),
        ("假.docx", b"MZ....", "文件已损坏，打不开。请重新保存后上传。"),
        ("换名.docx", office({"xl/workbook.xml": b""}), "文件内容和扩展名不符。"),
        (
            "宏.docx",
            office({"word/document.xml": b"", "word/vbaProject.bin": b""}),
            "文件带有宏或外部链接，请去掉后上传。",
        ),
        ("脚本.pdf", PDF + b"/JavaScript", "文件带有脚本，为了安全没有接收。"),
        ("空.pdf", b"", "文件是空的，请检查后重新选择。"),
        ("假.png", PDF, "图片打不开，可能已损坏或不是图片。"),
        ("断.jpg", picture()[:100], "图片打不开，可能已损坏或不是图片。"),
    ],
)
def test_what_is_not_what_it_claims_is_refused_with_a_sentence(name, content, sentence):
    assert refusal(name, content) == sentence


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = office({"word/document.xml": b"\0" * 50_000_000})
    assert len(bomb) < 100_000
    assert refusal("炸弹.docx", bomb) == "文件展开后过大，为了安全没有接收。"


def test_a_file_over_the_limit_is_refused(settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    assert refusal("大.pdf", PDF + b" " * 1024 * 1024) == "文件超过 1 MB，请压缩或分开上传。"


def test_a_picture_is_written_anew_without_what_the_camera_added():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    content = picture(exif=exif)
    assert b"SecretCamera" in content
    kept = checked(sent("照片.jpg", content)).read()
    assert b"SecretCamera" not in kept
    assert Image.open(io.BytesIO(kept)).size == (20, 10)


def test_a_kept_file_lies_under_a_random_name_and_is_handed_out_as_a_download(cast):
    upload = keep(checked(sent("年度 报告.pdf", PDF)), by=cast.office)
    answer = download(Upload.objects.get())
    assert "报告" not in upload.file.name
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert upload.uploaded_by == cast.office.user
