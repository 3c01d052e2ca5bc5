"""An ID or bank number is cleaned and checked; what is wrong is said without repeating the number."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from vault.numbers import bank_number, check_sign, cleaned, id_number, luhn

GOOD = "11010519491231002X"  # the example of the standard itself


def test_the_example_of_the_standard_is_good():
    assert id_number(GOOD) == GOOD


@pytest.mark.parametrize(
    "typed", ["110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002X"]
)
def test_spaces_dashes_and_full_width_signs_do_not_matter(typed):
    assert id_number(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "18位"),
        ("11010519491231002", "18位"),
        ("X1010519491231002X", "18位"),
        ("11010519491331002X", "不是一个日期"),
        ("110105189912310021", "出生日期不对"),
        ("110105209912310021", "出生日期不对"),
        ("110105194912310021", "校验不对"),
    ],
)
def test_what_is_wrong_is_said_without_repeating_the_number(typed, words):
    with pytest.raises(ValidationError) as refused:
        id_number(typed)
    assert words in str(refused.value)
    assert not typed or typed not in str(refused.value)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place, more):
    wrong = f"{GOOD[:place]}{(int(GOOD[place]) + more) % 10}{GOOD[place + 1 :]}"
    assert check_sign(wrong) != wrong[-1]


@pytest.mark.parametrize("typed", ["4111 1111 1111 1111", "622848 0402 5648 90018", "123456789012"])
def test_bank_numbers_of_cards_and_accounts_are_taken(typed):
    number = cleaned(typed)
    if len(number) in (16, 19) and luhn(number):
        with pytest.raises(ValidationError):
            bank_number(typed)
    else:
        assert bank_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "words"), [("12345", "12到19位"), ("4111111111111112", "校验不对"), ("abc", "12到19位")]
)
def test_a_wrong_bank_number_is_refused(typed, words):
    with pytest.raises(ValidationError, match=words):
        bank_number(typed)
