"""The phrasebooks find what they say."""

import pytest

from sorrykit import testing

import sorrykit_house


@pytest.mark.parametrize("book", sorrykit_house.sorrykit_phrasebooks(), ids=lambda book: book.name)
def test_examples(book):
    testing.check_examples(book)
