"""The examples of docs/card-host.md are true, and its profile is the default one."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from kpay_desktop.hosts.iso8583.profile import parse_profile

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "card-host.md").read_text("utf-8")


def test_the_examples_are_true() -> None:
    (examples,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    test = doctest.DocTestParser().get_doctest(examples, {}, "card-host.md", "card-host.md", 0)
    heard: list[str] = []
    assert len(test.examples) > 20
    assert doctest.DocTestRunner(verbose=False).run(test, out=heard.append).failed == 0, heard


def test_the_profile_is_the_default_one() -> None:
    (written,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    needed = 'name = "Example Bank"\nterminal_id = "11000042"\nmerchant_id = "888100000000042"\n'
    address = 'address = { host = "cards.bank.example", port = 5000 }\n'
    assert parse_profile(written) == parse_profile(needed + address)
    # Every setting stands there by name.
    for table in re.findall(r"^\[(\w+)\]", written, re.MULTILINE):
        part = getattr(parse_profile(written), table)
        names = [name for name in part.__dataclass_fields__ if not name.startswith("_")]
        assert [
            name for name in names if not re.search(rf"^{name} = ", written, re.MULTILINE)
        ] == []
