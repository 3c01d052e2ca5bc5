"""Whether a student qualifies for a post, rule by rule, said before anybody applies."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interns.models.positions import Position
from interns.models.seasons import Season
from interns.models.students import StudentProfile

RANKED = {"any": 0, "college": 1, "bachelor": 2, "master": 3}
REACHED = {"college": 1, "bachelor": 2, "master": 3, "doctor": 3}


@dataclass(frozen=True)
class Rule:
    """One rule of a post: what it asks for, and for a student whether it is met and what to say of it."""

    label: str
    asks: str
    ok: bool | None = None  # None: nobody to compare with, or nothing to compare
    why: str = ""
    advice: bool = False  # does not keep anybody out


def eligibility(profile: StudentProfile | None, position: Position) -> list[Rule]:
    """Every rule of the post; with a profile, each says whether this student meets it. Majors only advise."""
    return [_level(profile, position), _audience(profile, position.season), _majors(profile, position), _time(position)]


def why_not_eligible(profile: StudentProfile | None, position: Position) -> str:
    """Why this student does not qualify for the post, in a sentence; "" when they do. Majors only advise."""
    rules = (_level(profile, position), _audience(profile, position.season)) if profile else ()
    return next((rule.why for rule in rules if not rule.ok), "")


def _level(profile: StudentProfile | None, position: Position) -> Rule:
    label, asks = _("学历要求"), position.get_level_display()
    if profile is None:
        return Rule(label, asks)
    ok = REACHED[profile.level] >= RANKED[position.level]
    words = {"wanted": asks, "have": profile.get_level_display()}
    why = "" if ok else _("这个岗位要求%(wanted)s，您的资料是%(have)s。") % words
    return Rule(label, asks, ok, why)


def _audience(profile: StudentProfile | None, season: Season) -> Rule:
    label, asks = _("报名范围"), season.get_audience_display()
    if profile is None:
        return Rule(label, asks)
    ok = _belongs(profile, season.audience)
    return Rule(label, asks, ok, "" if ok else _why_not_among(season.audience))


def _belongs(profile: StudentProfile, audience: str) -> bool:
    """Whether the student is among those a season is for; asks for partnerships only where they count."""
    if audience == Season.Audience.ANY or (audience != Season.Audience.PARTNER and profile.is_native):
        return True
    return audience != Season.Audience.NATIVE and profile.is_of_partner


def _why_not_among(audience: str) -> str:
    return {
        Season.Audience.NATIVE: _("本批次只收芮城籍学生，您的资料里不是芮城籍。"),
        Season.Audience.PARTNER: _("本批次只收合作高校的学生，您的高校还不是芮城的合作高校。"),
        Season.Audience.EITHER: _("本批次只收芮城籍学生和合作高校的学生，您的资料两项都不是。"),
    }[audience]


def _majors(profile: StudentProfile | None, position: Position) -> Rule:
    label, asks = _("专业要求"), position.majors_words
    if profile is None:
        return Rule(label, asks, advice=True)
    wanted = [major.removesuffix("类") for major in position.majors]
    ok = not wanted or any(major in profile.major or profile.major in major for major in wanted)
    return Rule(label, asks, ok, "" if ok else _("专业不在要求内，仍可报名。"), advice=True)


def _time(position: Position) -> Rule:
    season = position.season
    opens, closes, _confirm_by = season.window(season.round_now)
    span = " — ".join(date_format(timezone.localtime(moment), "DATETIME_FORMAT") for moment in (opens, closes))
    ok = season.accepts_applications
    return Rule(_("报名时间"), span, ok, "" if ok else season.why_closed)
