"""Says whether an upload is what it claims to be; whatever is not on the list is refused with a sentence."""

import io
import zipfile
from pathlib import PurePath

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

OFFICE = {
    ".docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
DOCUMENTS = {".pdf", *OFFICE, *PICTURES}
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO = 2000, 100 * 1024 * 1024, 100
MAX_PIXELS = 50_000_000


def checked(upload: UploadedFile, allowed: set[str] = frozenset(DOCUMENTS)) -> UploadedFile:
    """Return the file that may be kept (pictures newly written), or raise ValidationError with the reason."""
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in allowed:
        kinds = "、".join(sorted(end.lstrip(".") for end in allowed))
        raise ValidationError(_("不接受这种文件。请上传：%(kinds)s。") % {"kinds": kinds})
    check_size(upload)
    if suffix in PICTURES:
        return _picture(upload, PICTURES[suffix])
    if suffix in OFFICE:
        return _named(upload, _office(upload.read(), suffix), OFFICE[suffix][1])
    return _named(upload, _pdf(upload.read()), "application/pdf")


def check_size(upload: UploadedFile) -> None:
    limit = settings.UPLOAD_LIMIT
    if upload.size > limit:
        raise ValidationError(_("文件超过 %(limit)d MB，请压缩或分开上传。") % {"limit": limit // 1024 // 1024})
    if not upload.size:
        raise ValidationError(_("文件是空的，请检查后重新选择。"))


def check_zip(content: bytes) -> zipfile.ZipFile:
    """Look at a zip's directory before anything is unpacked: entries, sizes, ratio."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError) as error:
        raise ValidationError(_("文件已损坏，打不开。请重新保存后上传。")) from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(content), 1):
        raise ValidationError(_("文件展开后过大，为了安全没有接收。"))
    return archive


def _office(content: bytes, suffix: str) -> bytes:
    names = set(check_zip(content).namelist())
    if OFFICE[suffix][0] not in names:
        raise ValidationError(_("文件内容和扩展名不符。"))
    if any("vbaProject" in name or "externalLink" in name for name in names):
        raise ValidationError(_("文件带有宏或外部链接，请去掉后上传。"))
    return content


def _pdf(content: bytes) -> bytes:
    try:
        kind = puremagic.from_string(content[:4096])
    except (puremagic.PureError, ValueError):
        kind = ""
    if ".pdf" not in kind or not content.startswith(b"%PDF-"):
        raise ValidationError(_("文件内容和扩展名不符。"))
    if b"/JavaScript" in content or b"/Launch" in content:
        raise ValidationError(_("文件带有脚本，为了安全没有接收。"))
    return content


def _picture(upload: UploadedFile, kind: str) -> UploadedFile:
    """Write the picture anew: what is not pixels (place, camera, payload) stays behind."""
    try:
        picture = Image.open(upload, formats=[kind])
        if picture.width * picture.height > MAX_PIXELS:
            raise ValidationError(_("图片尺寸过大，请缩小后上传。"))
        clean = io.BytesIO()
        picture.convert("RGB" if kind == "JPEG" else picture.mode).save(clean, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("图片打不开，可能已损坏或不是图片。")) from error
    return _named(upload, clean.getvalue(), f"image/{kind.lower()}")


def _named(upload: UploadedFile, content: bytes, kind: str) -> UploadedFile:
    return SimpleUploadedFile(get_valid_filename(PurePath(upload.name).name)[-200:], content, content_type=kind)
