"""What is asked at the end of an internship: six questions at most, each answered from 1 to 5."""

from django.utils.translation import gettext_lazy as lazy

VERSION = 1
SCALE = ((5, lazy("很好")), (4, lazy("较好")), (3, lazy("一般")), (2, lazy("较差")), (1, lazy("很差")))
SELF = {
    "tasks": lazy("完成交办的任务"),
    "skills": lazy("专业知识用得上"),
    "discipline": lazy("遵守作息和纪律"),
    "team": lazy("与同事合作"),
    "growth": lazy("自己的收获"),
}
TUTOR = {
    "tasks": lazy("完成交办的任务"),
    "skills": lazy("专业能力"),
    "discipline": lazy("遵守作息、安全和保密"),
    "team": lazy("沟通与合作"),
    "initiative": lazy("主动性"),
}
HOST = {
    "tasks": lazy("做的事与岗位说明相符"),
    "teaching": lazy("带教老师的指导"),
    "safety": lazy("安全和劳动条件"),
    "care": lazy("食宿和生活"),
    "again": lazy("愿意推荐给同学"),
}
