"""What the end of internships tells the desk."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from certificates.complete import certified, ended, records
from certificates.models import Appraisal, Certificate, FollowUp
from onpost.models import Stay
from ruoyi_coop.lib.desk import Waiting

LOOKED_AT = 100  # stays the office's desk looks at for complete records


def waiting_for(actor: Actor) -> list[Waiting]:
    jobs = {Role.STUDENT: _for_student, Role.MENTOR: _for_mentor, Role.OFFICE: _for_office}
    return jobs[actor.role](actor) if actor.role in jobs else []


def _for_student(actor: Actor) -> list[Waiting]:
    stays = Stay.objects.ended().filter(placement__student=actor.user_id).exclude(pk__in=certified()).with_people()
    found = [_own(stay) for stay in stays.order_by("-pk")[:1]]
    asked = FollowUp.objects.open().filter(stay__placement__student=actor.user_id).first()
    if asked:
        title = _("实习结束%d个月了，您现在怎么样？") % asked.months
        url = reverse("certificates:follow_up", args=[asked.pk])
        found.append(Waiting(title, _("一个问题，点一下就好。"), url, _("去回答"), asked.created_at))
    return [row for row in found if row]


def _own(stay: Stay) -> Waiting | None:
    """The next thing a student does to get the certificate."""
    lacks = {row.name for row in records([stay])[stay.pk].missing}
    for name, title, verb in (("summary", _("写实习小结"), _("去写")), ("self", _("填实习自评"), _("去填"))):
        if name in lacks:
            url = reverse(f"certificates:{name}", args=[stay.pk])
            return Waiting(title, _("开实习证明要用"), url, verb, stay.state_since)
    return None


def _for_mentor(actor: Actor) -> list[Waiting]:
    given = Appraisal.objects.filter(kind=Appraisal.Kind.HOST).values("stay")
    rows = Stay.objects.ended().visible_to(actor).exclude(pk__in=given)
    found = rows.aggregate(count=Count("pk"), since=Min("state_since"))
    if not found["count"]:
        return []
    title = _("%d 名实习结束的学生等单位鉴定") % found["count"]
    return [Waiting(title, _("学生的证明要等鉴定"), reverse("certificates:appraisals"), _("去鉴定"), found["since"])]


def _for_office(actor: Actor) -> list[Waiting]:
    """Certificates that can be issued now; looks at the latest stays only."""
    stays = list(ended().exclude(pk__in=certified()).order_by("-state_since")[:LOOKED_AT])
    found = records(stays)
    ready = [stay for stay in stays if found[stay.pk].is_complete]
    if not ready:
        return []
    title, since = _("%d 份实习证明可以开具") % len(ready), min(stay.state_since for stay in ready)
    return [Waiting(title, _("材料已经齐全"), reverse("certificates:to_issue"), _("去开具"), since)]


def about_me(actor: Actor) -> dict:
    """For the file a person takes away."""
    mine = {"stay__placement__student": actor.user_id}
    certificates = [row.fact_sheet | {"number": row.title} for row in Certificate.objects.filter(**mine)]
    appraisals = Appraisal.objects.filter(**mine).values("kind", "answers", "words", "grade", "given_by")
    follow_ups = FollowUp.objects.filter(**mine).values("months", "answer", "words")
    return {"certificates": certificates, "appraisals": list(appraisals), "follow_ups": list(follow_ups)}
