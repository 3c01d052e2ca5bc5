"""A list as a file: the same rows, the same columns, the same order as on the screen."""

from itertools import islice
from tempfile import TemporaryFile
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from ruoyi_coop.lib.sheets import export_csv, export_xlsx

FORMATS = ("xlsx", "csv")
CHUNK = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(kind: str, title: str, table_class, rows: QuerySet, request):
    """Answer with all rows of the filtered list, read in chunks; `kind` is xlsx or csv."""
    table = table_class(rows, actor=request.actor)
    table.order_by = request.GET.get("sort", table.order_by)
    headers = [str(column.header) for column in table.columns if not _left_out(column)]
    lines = _lines(table_class, table.data.data, request.actor)
    name = f"{title}-{timezone.localdate():%Y%m%d}.{kind}"
    if kind == "csv":
        return named(StreamingHttpResponse(export_csv(headers, lines), content_type="text/csv; charset=utf-8"), name)
    file = TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    export_xlsx(headers, lines, file)
    file.seek(0)
    return named(FileResponse(file, content_type=XLSX), name)


def _left_out(column) -> bool:
    return column.column.exclude_from_export


def _lines(table_class, rows: QuerySet, actor):
    source = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(source, CHUNK)):
        table = table_class(chunk, actor=actor, order_by=())
        values = table.as_values()
        next(values)  # the header
        yield from (["" if value == table.default else value for value in line] for line in values)


def named(response, name: str):
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
