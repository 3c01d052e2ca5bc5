"""How a kept file is handed out: always as a download, never as a page."""

from django.http import FileResponse

from files.models import Upload


def download(upload: Upload) -> FileResponse:
    """Answer with the file; the calling view has checked that the person may see the record it belongs to."""
    response = FileResponse(upload.file.open("rb"), as_attachment=True, filename=upload.name, content_type=upload.kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
