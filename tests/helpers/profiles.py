"""A shop's profile as text, and changes to it."""

from __future__ import annotations

import re

SHOP = """
[profile]
name = "shop-1"
kind = "live"
[merchant]
name = "Orchid Tea House"
registered_name = "ORCHID TEA HOUSE PTE LTD"
merchant_id = "888800015411"
[terminal]
terminal_id = "80010001"
[gateway]
base_url = "https://gateway.example/api"
cusid = "C1"
appid = "A1"
private_key = "/keys/shop.pem"
bank_key = "/keys/bank.pem"
[[wallets]]
wallet = "wechat"
"""
BARE = SHOP.partition("[gateway]")[0]
"""The same shop without an acquirer, and so without a way to be paid."""


def changed(base: str, table: str, line: str) -> str:
    """Return ``base`` with ``line`` in ``table``, in place of the key's own line."""
    key = line.partition("=")[0].strip()
    head = f"[{table}]\n"
    if head not in base:
        return f"{base}\n{head}{line}\n"
    before, _, after = base.partition(head)
    own, bracket, others = after.partition("[") if "\n[" in after else (after, "", "")
    own = re.sub(rf"(?m)^{re.escape(key)} = .*\n", "", own)
    return f"{before}{head}{line}\n{own}{bracket}{others}"
