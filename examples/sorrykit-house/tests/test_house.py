"""The phrasebooks find what they say."""

import pytest

import sorrykit_house

from sorrykit import testing


@pytest.mark.parametrize("book", sorrykit_house.sorrykit_phrasebooks(), ids=lambda book: book.name)
def test_examples(book):
    testing.check_examples(book)
