"""Recognising JSON by its outer keys, from its first bytes only."""

import json

import pytest

from etl.json_text import outer_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('{"status": "success", "data": {"result": [1, 2]}}', ("status", "data")),
        ('[{"a": 1, "b": {"c": 2}}, {"d": 3}]', ("a", "b")),
        ('{"date": 1, "price": 2}\n{"other": 3}\n', ("date", "price")),
        ('{"a": "brace } and comma , in text", "b\\"c": [1, {"x": 2}]}', ("a", 'b"c')),
        ('{"a": "text with \\\\", "b": 1}', ("a", "b")),
        ("{}", ()),
        ("[]", ()),
        ("[1, 2]", ()),
    ],
)
def test_the_outer_keys_are_found(text: str, keys: tuple[str, ...]) -> None:
    assert outer_keys(text) == keys


def test_a_text_cut_off_anywhere_gives_the_keys_so_far() -> None:
    text = json.dumps({"status": "success", "data": {"resultType": "matrix", "result": ["x"] * 9}})
    for end in range(len(text) + 1):
        assert outer_keys(text[:end]) == ("status", "data")[: len(outer_keys(text[:end]))]
