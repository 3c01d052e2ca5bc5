"""Personal numbers are masked by one rule, and found before anything is published."""

import pytest

from ruoyi_coop.lib.masking import mask_email, mask_mobile, personal_numbers


def test_masks_keep_just_enough_to_recognise():
    assert mask_mobile("13834567603") == "138****7603"
    assert mask_mobile("12345") == "*****"
    assert mask_email("zhang@ruicheng.gov.cn") == "z***@ruicheng.gov.cn"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("联系人：李主任 13834567603", ["138****7603"]),
        ("身份证号140830199901013312。", ["140****3312"]),
        ("身份证14083019990101331X", ["140****331X"]),
        ("电话 138 3456 9869", ["138****9869"]),
        ("办公电话 0359-3035382，岗位编号 202107150820", []),
        ("", []),
    ],
)
def test_what_must_not_be_published_is_found(text, found):
    assert personal_numbers(text) == found
