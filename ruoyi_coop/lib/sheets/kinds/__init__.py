"""One reader per kind of column, each in the module of its family; all have the same four parameters."""

from .choice import read_boolean, read_choice, read_list
from .contact import read_email, read_phone
from .date import read_date, read_range
from .money import read_allowance, read_money
from .number import read_integer
from .text import read_id_number, read_text

KINDS = {
    "text": read_text,
    "id_number": read_id_number,
    "integer": read_integer,
    "headcount": read_integer,
    "date": read_date,
    "date_range": read_range,
    "phone": read_phone,
    "email": read_email,
    "choice": read_choice,
    "boolean": read_boolean,
    "list": read_list,
    "money": read_money,
    "allowance": read_allowance,
}
