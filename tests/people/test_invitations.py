"""Invitations: by those who may, to what they may; a link that works once, for seven days, until it is taken back."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import Hat, Invitation, User
from accounts.permissions import Role
from notifications.models import Event, Message
from people import actions
from ruoyi_coop.lib.errors import NotAllowed, NotNow

PASSWORD = "long-enough-21"


@pytest.fixture(autouse=True)
def _counters(db):
    cache.clear()


@pytest.fixture
def values(world):
    return {"name": "周新", "email": "Zhou@Example.com", "role": Role.OFFICIAL, "unit": world.units["教育局"]}


@pytest.fixture
def invitation(cast, values):
    return actions.invite(values, by=cast.office)


def take_up(invitation, client=None, **changes):
    said = {"username": "zhouxin", "password1": PASSWORD, "password2": PASSWORD, "consent": "on"}
    return (client or Client()).post(invitation.get_absolute_url(), said | changes)


MAY = {("admin", role): True for role in Role if role != Role.PUBLIC} | {
    ("office", role): True for role in (Role.OFFICIAL, Role.LIAISON, Role.MENTOR)
}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PUBLIC])
@pytest.mark.parametrize(
    "who", ["admin", "office", "leader", "jiaoyu", "tsinghua", "yabao", "student", "auditor", "outsider"]
)
def test_who_may_invite_to_what(who, role, cast, world):
    values = {"name": "周新", "email": "z@example.com", "role": role, "unit": world.units["教育局"]}
    by = getattr(cast, who)
    if MAY.get((who, role)):
        assert actions.invite(values, by=by).role == role
    else:
        with pytest.raises(NotAllowed):
            actions.invite(values, by=by)
        assert Invitation.objects.count() == 0


def test_an_invitation_is_a_row_a_letter_and_an_event(invitation):
    assert (invitation.email, invitation.hat_words) == ("zhou@example.com", "教育局 · 单位干部")
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)
    letter = Message.objects.get()
    assert (letter.address, letter.recipient, letter.path) == ("zhou@example.com", None, invitation.get_absolute_url())
    assert list(Event.objects.values_list("verb", "actor_name")) == [("invited", "薛明远")]


def test_the_link_is_shown_to_the_inviter_once(cast, enter, world):
    client = enter(cast.office)
    said = {"name": "周新", "email": "z@example.com", "role": "official", "unit": world.units["教育局"].pk}
    page = client.post("/accounts/invitations/add/", said, follow=True).content.decode()
    invitation = Invitation.objects.get()
    assert actions.link_of(invitation) in page
    assert str(invitation.token) not in client.get(invitation.get_page_url()).content.decode()
    assert str(invitation.token) not in enter(cast.auditor).get(invitation.get_page_url()).content.decode()


def test_a_new_account_has_its_hat_its_consent_and_is_in(invitation, settings):
    client = Client()
    assert take_up(invitation, client).headers["Location"] == "/home/"
    user = User.objects.get(username="zhouxin")
    assert [str(hat) for hat in user.hats.all()] == ["教育局 · 单位干部"]
    assert user.consents.get().version == settings.PRIVACY_NOTICE_VERSION
    assert user.check_password(PASSWORD)
    assert client.get("/accounts/me/").status_code == 200
    assert Message.objects.filter(recipient=invitation.invited_by, channel="portal").count() == 1


def test_one_who_is_here_already_gets_one_more_hat(invitation, cast, enter):
    assert enter(cast.gongke).post(invitation.get_absolute_url()).headers["Location"] == "/home/"
    assert [str(hat) for hat in Hat.objects.of(cast.gongke.user)][-1] == "教育局 · 单位干部"
    assert User.objects.filter(username="zhouxin").count() == 0


def test_a_link_works_once(invitation):
    take_up(invitation)
    assert "已经用过" in take_up(invitation, username="second").content.decode()
    assert User.objects.filter(username="second").count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_take_one_link_at_once_one_gets_in(invitation):
    got = []

    def work(number):
        try:
            got.append(actions.accept(invitation, username=f"racer{number}", password=PASSWORD))
        except NotNow:
            pass
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(got) == 1
    assert User.objects.filter(username__startswith="racer").count() == 1


def test_a_link_dies_with_its_seven_days_and_when_taken_back(invitation, cast):
    Invitation.objects.update(expires_at=timezone.now())
    assert "过期" in take_up(invitation).content.decode()
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    actions.revoke(invitation, by=cast.office)
    assert "被收回" in take_up(invitation).content.decode()
    assert User.objects.filter(username="zhouxin").count() == 0


def test_a_new_link_kills_the_old_one(invitation, cast):
    actions.invite_again(invitation, by=cast.office)
    assert Client().get(invitation.get_absolute_url()).status_code == 404
    fresh = Invitation.objects.get()
    assert take_up(fresh).status_code == 302


def test_a_taken_name_or_address_keeps_what_was_typed(invitation, cast):
    page = take_up(invitation, username="OFFICE")
    assert list(page.context["form"].errors) == ["username"]
    Invitation.objects.update(email=cast.office.user.email)
    page = take_up(invitation)
    assert "邮箱已有账号" in page.content.decode()
    assert 'value="zhouxin"' in page.content.decode()
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("more", [{"unit": ""}, {"role": "liaison"}, {"role": "public"}, {"email": "x"}, {"name": ""}])
def test_a_wrong_invitation_is_said_beside_its_field(more, cast, enter, world):
    said = {"name": "周新", "email": "z@example.com", "role": "official", "unit": world.units["教育局"].pk}
    answer = enter(cast.admin).post("/accounts/invitations/add/", said | more)
    field = {"unit": "unit", "role": "tie" if more.get("role") == "liaison" else "role"} | {
        "email": "email",
        "name": "name",
    }
    assert list(answer.context["form"].errors) == [field[next(iter(more))]]
    assert Invitation.objects.count() == 0


def test_a_liaison_is_tied_to_the_university(county, enter):
    from universities.models import University, UniversityMember

    university = University.objects.first()
    by = county.actor("office")
    values = {
        "name": "周新",
        "email": "z@example.com",
        "role": Role.LIAISON,
        "tie": f"universities.university:{university.pk}",
    }
    invitation = actions.invite(values, by=by)
    take_up(invitation)
    member = UniversityMember.objects.get(hat__user__username="zhouxin")
    assert (member.university, member.hat.place) == (university, university.name)
