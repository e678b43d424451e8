"""Voids, refunds and settlement as a terminal sends them, with the test's own codec."""

from __future__ import annotations

from collections.abc import Mapping

from tests.helpers.card_caller import CardCaller, CardTold, catalogue_card


def void_of(
    cards: CardCaller, sale: Mapping[int, str], rrn: str = "", stan: str = ""
) -> dict[int, str]:
    """Return the void of a sale: its voucher and card, a number of its own."""
    fields = cards.reversal(sale) | {3: "020000", 11: stan or cards.next_stan()}
    return fields | ({37: rrn} if rrn else {})


def refund_to(
    cards: CardCaller, amount_minor: int, card: str = "visa-stripe", stan: str = ""
) -> dict[int, str]:
    """Return a refund to a card, by number and expiry."""
    spec = catalogue_card(card)
    fields = cards.common(amount_minor, stan or cards.next_stan())
    return fields | {2: spec.pan, 3: "200000", 14: f"{spec.expires:%y%m}"}


def totals_of(
    cards: CardCaller,
    batch_no: int,
    figures: tuple[int, int, int, int],
    *,
    stan: str = "",
    end: bool = False,
) -> dict[int, str]:
    """Return a batch's totals (0500): sales, their cents, refunds and theirs."""
    sales, sales_minor, refunds, refunds_minor = figures
    text = f"{sales:03d}{sales_minor:012d}{refunds:03d}{refunds_minor:012d}"
    return {
        3: "960000" if end else "920000",
        11: stan or cards.next_stan(),
        24: "003",
        41: cards.profile["terminal_id"],
        42: cards.profile["merchant_id"].ljust(15),
        60: f"{batch_no:06d}",
        63: text.ljust(90, "0"),
    }


def row_of(
    cards: CardCaller, made: Mapping[int, str], told: CardTold, stan: str = ""
) -> dict[int, str]:
    """Return the row of an upload (0320) about a message that was answered by ``told``."""
    kept = {n: made[n] for n in (3, 4, 22, 24, 25, 41, 42, 62)}
    pan, expiry = made.get(2, ""), made.get(14, "")
    if 35 in made:
        pan, _, rest = made[35].partition("D")
        expiry = rest[:4]
    return kept | {
        2: pan,
        11: stan or cards.next_stan(),
        14: expiry,
        37: told[37],
        38: told[38],
        39: "00",
        60: f"0200{made[11]}{told[37]}",
    }
