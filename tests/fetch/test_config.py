"""What may stand in the configuration, and what is said where it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.fetch.config import HMPPS, OGL, GovukSource, LinkSource, Manners, read

CONTACT = 'contact = "ann@example.org"\n'
GOVUK = '[[govuk]]\nname = "a"\norganisations = ["b"]\n'


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "fetch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_with_a_contact_alone_the_default_source_is_fetched(tmp_path: Path) -> None:
    found = read(config(tmp_path, CONTACT))
    assert (found.contact, found.sources, found.manners) == ("ann@example.org", (HMPPS,), Manners())
    assert HMPPS.organisations == ("hm-prison-and-probation-service",)


def test_sources_and_manners_are_as_written(tmp_path: Path) -> None:
    text = f'{CONTACT}{GOVUK}kinds = ["correspondence"]\n[[links]]\nname = "c"\npages = ["https://example.org/"]\n'
    found = read(config(tmp_path, text + "[manners]\ndelay = 3\nallow_private = true\n"))
    assert found.sources == (
        GovukSource("a", ("b",), ("correspondence",), licence=OGL),
        LinkSource("c", pages=("https://example.org/",)),
    )
    assert (found.manners.delay, found.manners.allow_private) == (3, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "contact is needed"),
        ('contact = ""', "contact is needed"),
        ('contact = "ann@example.org\\r\\nHost: x"', "contact is needed"),
        ("contact = 1", "contact is needed"),
        ("contact", "is no TOML"),
        (f'{CONTACT}sources = ["x"]', "'sources', which is not known: there are contact, manners, govuk, links"),
        (f"{CONTACT}[govuk]\nname = 'a'", r"write \[\[govuk\]\] in double brackets"),
        (f"{CONTACT}[[govuk]]\norganisations = ['b']", "needs a name"),
        (f"{CONTACT}[[govuk]]\nname = 'a'", "organisations names none"),
        (f"{CONTACT}{GOVUK}kinds = 'x'", "kinds is a list of texts"),
        (f"{CONTACT}{GOVUK}titles = '('", "is no regular expression"),
        (f"{CONTACT}{GOVUK}address = 'ftp://x'", "no address that begins with http"),
        (f"{CONTACT}{GOVUK}{GOVUK}", "two sources have one name"),
        (f"{CONTACT}[[links]]\nname = 'a'", "name pages, feeds or documents"),
        (f"{CONTACT}[[links]]\nname = 'a'\npages = ['example.org']", "no address that begins with http"),
        (f"{CONTACT}[manners]\ndelay = -1", "a number that is too small"),
        (f"{CONTACT}[manners]\ndelay = nan", "a number that is too small"),
        (f"{CONTACT}[manners]\nattempts = 1.5", "attempts is a whole number"),
        (f"{CONTACT}[manners]\nallow_private = 'yes'", "allow_private is true or false"),
        (f"{CONTACT}[manners]\ndelay = true", "delay is a number"),
        (f"{CONTACT}[manners]\nhurry = 1", "'hurry', which is not known"),
    ],
)
def test_a_wrong_configuration_is_said_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(PipelineError, match=says) as told:
        read(config(tmp_path, text))
    assert "\n" not in str(told.value)
    assert str(told.value).startswith(str(tmp_path / "fetch.toml"))


def test_without_a_file_it_is_said_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r'write one with the line contact = "you@example.org"'):
        read(tmp_path / "fetch.toml")
    with pytest.raises(PipelineError, match="cannot be read"):
        read(tmp_path)
