"""Every address of the portal, one line per app."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from ruoyi_coop.health import healthz
from ruoyi_coop.home import Front, Home
from ruoyi_coop.search import Search
from ruoyi_coop.styleguide import Styleguide

admin.site.login = secure_admin_login(admin.site.login)  # one door: throttled, with the second factor

urlpatterns = [
    path("", Front.as_view(), name="front"),
    path("home/", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("healthz", healthz, name="healthz"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("accounts/", include("people.urls")),
    path("accounts/", include("people.doors")),
    path("notifications/", include("mailroom.urls")),
    path("imports/", include("sheets.urls")),
    path("", include("universities.urls")),
    path("", include("supervision.urls")),
    path("service/", include("service.urls")),
    path("", include("bases.urls")),
    path("", include("needs.urls")),
    path("", include("projects.urls")),
    path("interns/", include("placing.urls")),
    path("interns/", include("onpost.urls")),
    path("interns/", include("board.urls")),
    path("interns/", include("interns.urls")),
    path("", include("certificates.urls")),
    path("allowances/", include("allowances.urls")),
    path("l/", include("links.urls")),
    path("vault/", include("vault.urls")),
    path("meetings/", include("meetings.urls")),
    path("wall/", include("wall.urls")),
    path("handover/", include("handover.urls")),
    path("news/", include("news.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", Styleguide.as_view()))
