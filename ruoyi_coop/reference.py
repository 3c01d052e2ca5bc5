"""What `manage.py bench` compares with: logged in, all middleware, 25 rows with a join, the plainest template."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from accounts.models import Hat
from ruoyi_coop.urls import urlpatterns as portal

ROWS = "<table>{% for hat in hats %}<tr><td>{{ hat.pk }}</td><td>{{ hat.user.name }}</td><td>{{ hat.place }}</td><td>{{ hat.since }}</td></tr>{% endfor %}</table>"  # noqa: E501


def reference(request):
    hats = Hat.objects.select_related("user").order_by("-id")[:25]
    return HttpResponse(engines["django"].from_string(ROWS).render({"hats": hats, "actor": request.actor.name}))


urlpatterns = [path("reference/", reference), *portal]
