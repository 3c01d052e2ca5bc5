"""One small paper that stands for every proof in the demo county."""

from django.core.files.uploadedfile import SimpleUploadedFile

from files.models import Upload, keep

NAME = "演示佐证材料.pdf"
WORDS = "Demo evidence - not a real document"


def paper(world) -> Upload:
    """The demo's one PDF, kept once."""
    return Upload.objects.filter(name=NAME).first() or keep(
        SimpleUploadedFile(NAME, _pdf(WORDS), content_type="application/pdf"), by=world.actor("office")
    )


def _pdf(words: str) -> bytes:
    """A one-page PDF of one line, written by hand."""
    drawing = f"BT /F1 18 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(body),
        )
    )
