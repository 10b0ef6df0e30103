"""The plugin does what its examples say, keeps the laws, and takes its settings."""

import pytest

import sorrykit_airline

from sorrykit import Kit, testing


def test_examples():
    testing.check_examples(sorrykit_airline.unrebooked(sorrykit_airline.Settings()))


def test_laws():
    testing.check_laws(sorrykit_airline.unrebooked(sorrykit_airline.Settings()))


def test_settings():
    kit = Kit(settings={"airline": {"words": ["scrapped"]}})
    report = kit.analyze("I am afraid your flight was scrapped.")

    assert [report.quote(finding) for finding in report["unrebooked"]] == ["your flight was scrapped"]


def test_wrong_settings():
    with pytest.raises(ValueError, match="distance"):
        sorrykit_airline.Settings(distance=-1)
