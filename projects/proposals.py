"""Templates of backward schedules we propose where no source names any; shown as 待确认 until the office saves them."""


def _steps(*rows: tuple) -> list[dict]:
    """Rows of (title, working days, holder, positions it waits for)."""
    return [
        {"position": place, "title": title, "days": days, "holder": holder, "after": list(after)}
        for place, (title, days, holder, after) in enumerate(rows, start=1)
    ]


TEMPLATES = [
    (
        "技术转化",
        "高校成果在县内企业中试、投产的项目",
        _steps(
            ("签订保密和合作协议", 10, "unit", ()),
            ("确定技术方案", 15, "university", (1,)),
            ("落实场地和水电", 20, "unit", (1,)),
            ("设备采购安装", 30, "unit", (2, 3)),
            ("选派专家驻点", 5, "university", (2,)),
            ("中试运行", 40, "university", (4, 5)),
            ("检测验收", 15, "unit", (6,)),
        ),
    ),
    (
        "基地建设",
        "新建一座合作基地，从方案到授牌",
        _steps(
            ("编制建设方案", 10, "unit", ()),
            ("高校确认方案", 5, "university", (1,)),
            ("签订基地协议", 5, "unit", (2,)),
            ("场地整修和配套", 30, "unit", (3,)),
            ("配备师资和课程", 20, "university", (3,)),
            ("试运行", 15, "unit", (4, 5)),
            ("授牌", 5, "unit", (6,)),
        ),
    ),
    (
        "人才引进",
        "引进高校人才到县里工作或挂职",
        _steps(
            ("征集岗位需求", 10, "unit", ()),
            ("高校推荐人选", 15, "university", (1,)),
            ("面谈和考察", 10, "unit", (2,)),
            ("落实待遇和住房", 15, "unit", (2,)),
            ("公示", 7, "unit", (3,)),
            ("报到上岗", 5, "unit", (4, 5)),
        ),
    ),
    (
        "平台共建",
        "共建实验室、研究院、工作站",
        _steps(
            ("共建方案论证", 15, "university", ()),
            ("签订共建协议", 10, "unit", (1,)),
            ("场地和设备到位", 40, "unit", (2,)),
            ("团队进驻", 15, "university", (2,)),
            ("挂牌运行", 5, "unit", (3, 4)),
        ),
    ),
    (
        "培训活动",
        "干部、教师、电商等一期培训",
        _steps(
            ("确定课程和师资", 10, "university", ()),
            ("组织报名", 10, "unit", ()),
            ("场地和经费", 5, "unit", ()),
            ("开班培训", 5, "university", (1, 2, 3)),
            ("考核发证", 5, "unit", (4,)),
        ),
    ),
]
