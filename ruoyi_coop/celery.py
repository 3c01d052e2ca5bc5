"""Celery is a clock and a nudge: it is told when to look, never what to remember."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruoyi_coop.settings")

app = Celery("ruoyi_coop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["ruoyi_coop"])
app.conf.beat_schedule = {
    "tick": {"task": "ruoyi_coop.tasks.tick", "schedule": 30.0, "options": {"expires": 25}},
    "deliver": {"task": "ruoyi_coop.tasks.deliver", "schedule": 15.0, "options": {"expires": 14}},
    "nightly": {"task": "ruoyi_coop.tasks.nightly", "schedule": 3600.0, "options": {"expires": 3000}},
}
