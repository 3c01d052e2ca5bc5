"""From a workbook to records: read, confirm the columns, answer, save, undo; each step keeps the ones before."""

from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, require
from files.models import keep
from notifications.actions import create, record, record_many
from notifications.models import Event
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from ruoyi_coop.lib.sheets import (
    Detection,
    Sheet,
    Staged,
    allow_repeat,
    answer_alike,
    detect,
    leave_out,
    read_rows,
    read_workbook,
    refuse,
    take_back,
)
from sheets.kinds import Kind, kind_of
from sheets.models import Import, ImportedRow


def take_in(upload, kind: Kind, *, by: Actor, sheet: str | None = None) -> Import:
    """Keep the file and recognise its heading and columns; saves no record. Raises lib.sheets.Unreadable."""
    require(by, kind.permission)
    if reason := kind.why_not(by):
        raise NotNow(reason)
    book = read_workbook(upload.read(), sheet)
    upload.seek(0)
    found = detect(book.sheet, kind.spec(by))
    with transaction.atomic():
        batch = Import(kind=kind.name, title=kind.title, upload=keep(upload, by=by), by=by.user, sheet=book.sheet.name)
        _remember(batch, found)
        return create(batch, by=by, label=_("上传表格"))


def recognise(batch: Import, *, by: Actor) -> tuple[Sheet, list, Detection]:
    """Read the kept file again as confirmed so far: (sheet, all sheets, detection)."""
    book = read_workbook(_content(batch), batch.sheet or None)
    mapping = {int(index): target for index, target in batch.mapping.items()}
    header = tuple(batch.header) if batch.header else None
    return book.sheet, book.sheets, detect(book.sheet, kind_of(batch.kind).spec(by), header, mapping or None)


@transaction.atomic
def choose_sheet(batch: Import, *, by: Actor, sheet: str, header: int | None = None) -> Import:
    """Start over with another sheet of the workbook, or with the row the person says is the heading."""
    batch = _own(batch, by, Import.State.COLUMNS)
    book = read_workbook(_content(batch), sheet)
    batch.sheet = book.sheet.name
    _remember(batch, detect(book.sheet, kind_of(batch.kind).spec(by), header))
    batch.save(update_fields=["sheet", "header", "mapping"])
    return batch


@transaction.atomic
def confirm_columns(batch: Import, *, by: Actor, mapping: dict[int, str | None], constants: dict[str, str]) -> Import:
    """Read all rows with the columns the person confirmed; `constants` fill columns the sheet lacks."""
    batch = _own(batch, by, Import.State.COLUMNS, Import.State.PREVIEW)
    kind = kind_of(batch.kind)
    batch.mapping = {str(index): target for index, target in mapping.items()}
    batch.constants = {name: text for name, text in constants.items() if text}
    sheet, _sheets, found = recognise(batch, by=by)
    if not found.rows:
        raise NotNow(_("按这样的列没有读到数据行，请检查表头行和列的对应。"))
    context = kind.context(by)
    if found.year_hint:  # the sheet's own title says which year it is about
        context = replace(context, year=found.year_hint)
    staged = read_rows(sheet, found, kind.spec(by), context, batch.constants)
    batch.state = Import.State.PREVIEW
    return _store(batch, staged, kind, by)


def change_columns(batch: Import, *, by: Actor) -> Import:
    """Go back to the columns; the answers given to single cells are read anew afterwards."""
    with transaction.atomic():
        batch = _own(batch, by, Import.State.PREVIEW)
        batch.state = Import.State.COLUMNS
        batch.save(update_fields=["state"])
    return batch


def answer(batch: Import, *, by: Actor, number: int, name: str, text: str) -> Import:
    """Give one answer to every row that asks the same of the same text."""
    return _change(batch, by, lambda staged, spec: answer_alike(staged, spec, number, name, text))


def drop_rows(batch: Import, *, by: Actor, numbers: list[int], why: str = "") -> Import:
    return _change(batch, by, lambda staged, spec: leave_out(staged, spec, numbers, why))


def return_rows(batch: Import, *, by: Actor, numbers: list[int]) -> Import:
    return _change(batch, by, lambda staged, spec: take_back(staged, spec, numbers))


def keep_repeat(batch: Import, *, by: Actor, number: int) -> Import:
    return _change(batch, by, lambda staged, spec: allow_repeat(staged, number))


def save(batch: Import, *, by: Actor) -> Import:
    """Make the records of all kept rows: all or none. Raises NotNow while a question is open.

    What the database objects to by now (somebody else was faster) is kept beside the cells, hence the first step
    in a transaction of its own.
    """
    require(by, kind_of(batch.kind).permission)
    batch = _change(batch, by, lambda staged, spec: None)
    if not batch.rows.ready:
        raise NotNow(_("还有没有答复的问题，一行也没有导入。"))
    return _save(batch, by)


@transaction.atomic
def _save(batch: Import, by: Actor) -> Import:
    batch = _own(batch, by, Import.State.PREVIEW)
    kind = kind_of(batch.kind)
    spec, kept = kind.spec(by), batch.rows.kept
    made = kind.save([row.values(spec) for row in kept], by=by)
    ImportedRow.objects.bulk_create(
        ImportedRow(batch=batch, number=row.number, subject_id=thing.pk, label=str(thing)[:200])
        for row, thing in zip(kept, made, strict=True)
    )
    batch.state, batch.saved_at = Import.State.SAVED, timezone.now()
    batch.save(update_fields=["state", "saved_at"])
    record(by, "imported", _("导入"), batch, note=_("%d 行") % len(made))
    return batch


@transaction.atomic
def undo(batch: Import, *, by: Actor) -> Import:
    """Take the whole import back, or none of it: NotNow when one of its records was changed or used since."""
    batch = _own(batch, by, Import.State.SAVED)
    model = kind_of(batch.kind).model
    things = model._base_manager.select_for_update(of=("self",)).filter(pk__in=batch.imported.values("subject_id"))
    changed = next((thing for thing in things if thing.version > 1), None)
    if changed:
        raise NotNow(_("“%s”导入后有人改过，不能整批撤销。") % changed)
    record_many(by, "import_undone", _("撤销导入"), things)
    _delete(things, kind_of(batch.kind))
    batch.state, batch.undone_at = Import.State.UNDONE, timezone.now()
    batch.save(update_fields=["state", "undone_at"])
    record(by, "undone", _("撤销导入"), batch)
    return batch


def _delete(things, kind: Kind) -> None:
    """Delete exactly these rows; whatever would go with them, or holds on to them, is a reason not to."""
    try:
        gone = things.delete()[1]
    except ProtectedError as error:
        used = next(iter(error.protected_objects))
        raise NotNow(_("导入的记录已经被“%s”用到，不能整批撤销。") % used) from error
    if set(gone) - {things.model._meta.label, *kind.parts}:
        raise NotNow(_("导入的记录已经有了后续内容，不能整批撤销。"))


@transaction.atomic
def discard(batch: Import, *, by: Actor) -> Import:
    batch = _own(batch, by, Import.State.COLUMNS, Import.State.PREVIEW)
    batch.state = Import.State.DISCARDED
    batch.save(update_fields=["state"])
    record(by, "discarded", _("放弃导入"), batch)
    return batch


def history(batch: Import):
    return Event.objects.about(batch)


def _own(batch: Import, by: Actor, *states: str) -> Import:
    """Lock the import; only the person who uploaded it goes on with it, and only from these states."""
    batch = Import.objects.select_for_update(of=("self",)).select_related("upload").get(pk=batch.pk)
    if batch.by_id != by.user_id:
        raise NotAllowed(_("这份表格由别人上传，只有上传的人可以继续。"))
    if batch.state not in states:
        raise NotNow(_("这份表格现在是“%s”，不能这样做。") % batch.get_state_display())
    return batch


@transaction.atomic
def _change(batch: Import, by: Actor, change: Callable) -> Import:
    batch = _own(batch, by, Import.State.PREVIEW)
    kind = kind_of(batch.kind)
    staged = batch.rows
    try:
        change(staged, kind.spec(by))
    except StopIteration as error:
        raise NotNow(_("表里没有这一行或这一列。")) from error
    return _store(batch, staged, kind, by)


def _store(batch: Import, staged: Staged, kind: Kind, by: Actor) -> Import:
    _object(staged, kind, by)
    batch.staged = staged.to_json()
    batch.save(update_fields=["staged", "state", "mapping", "constants", "sheet", "header"])
    return batch


def _object(staged: Staged, kind: Kind, by: Actor) -> None:
    """Put what the database knows better beside the cells that can be read."""
    spec = kind.spec(by)
    rows = [(row.number, row.values(spec)) for row in staged.kept if not any(cell.open for cell in row.cells.values())]
    for number, name, sentence in kind.objections(rows, by):
        refuse(staged, number, name, sentence)


def _remember(batch: Import, found: Detection) -> None:
    batch.header = list(found.header) if found.header else None
    batch.mapping = {str(one.index): one.target for one in found.proposals}


def _content(batch: Import) -> bytes:
    with batch.upload.file.open("rb") as file:
        return file.read()
