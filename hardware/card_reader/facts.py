"""From what a card said to what the till may show of it, and to what the host is sent."""

from __future__ import annotations

from collections.abc import Mapping

from hardware.card_reader.outcomes import VERIFICATIONS
from kpay_desktop.domain.card import CardFacts, EntryMode, Verification, scheme_of
from kpay_desktop.domain.track import Stripe
from kpay_desktop.emv import tags
from kpay_desktop.emv.steps import Cvm
from kpay_desktop.ports_cards import CardData

_LATIN_1 = b"\x01"


class NoCardNumberError(Exception):
    """The card gave no number that is one, or two numbers."""


def data_of(values: Mapping[int, bytes]) -> CardData:
    """Return the card data in a chip's data elements.

    Raises:
        NoCardNumberError: there is no number in them; or the one in the track is another: the sale
            would be asked for by that one, and taken back by the other.
    """
    track = values.get(tags.TRACK_2, b"").hex().upper().rstrip("F")
    in_track, _, behind = track.partition("D")
    number = values.get(tags.PAN, b"").hex().upper().rstrip("F") or in_track
    if not (number.isdecimal() and 12 <= len(number) <= 19):
        raise NoCardNumberError
    if in_track not in {"", number}:
        raise NoCardNumberError
    expiry = values.get(tags.EXPIRY, b"").hex()[:4] or behind[:4]
    return CardData(
        number=number,
        expiry=expiry if expiry.isdecimal() else "",
        track_2=track,
        sequence=values.get(tags.PAN_SEQUENCE, b"").hex(),
        tags=dict(values),
    )


def chip_facts(
    handle: str, entry: EntryMode, values: Mapping[int, bytes], data: CardData, cvm: Cvm
) -> CardFacts:
    """Return a chip as pages and slips may show it."""
    aid = values.get(tags.DF_NAME) or values.get(tags.AID_TERMINAL, b"")
    return CardFacts(
        handle=handle,
        scheme=scheme_of(data.number),
        entry=entry,
        first_six=data.number[:6],
        last_four=data.number[-4:],
        expiry=_month_first(data.expiry),
        holder=_holder(values.get(tags.NAME, b"")),
        label=_label(values),
        aid=aid.hex().upper(),
        verification=VERIFICATIONS[cvm],
        tvr=values.get(tags.TVR, b"").hex().upper(),
        tsi=values.get(tags.TSI, b"").hex().upper(),
        cryptogram=values.get(tags.CRYPTOGRAM, b"").hex().upper(),
    )


def stripe_data(stripe: Stripe) -> CardData:
    """Return the card data on a stripe."""
    return CardData(number=stripe.number, expiry=stripe.expiry, track_2=stripe.track_2)


def stripe_facts(handle: str, entry: EntryMode, stripe: Stripe) -> CardFacts:
    """Return a stripe as pages and slips may show it; its holder signs."""
    return CardFacts(
        handle=handle,
        scheme=scheme_of(stripe.number),
        entry=entry,
        first_six=stripe.number[:6],
        last_four=stripe.number[-4:],
        expiry=_month_first(stripe.expiry),
        holder=stripe.name,
        verification=Verification.SIGNATURE,
    )


def _month_first(expiry: str) -> str:
    return expiry[2:] + expiry[:2]


def _label(values: Mapping[int, bytes]) -> str:
    """Return the name that the card wants to go by (Book 4 §11.3)."""
    preferred = values.get(tags.PREFERRED_NAME, b"")
    if preferred and values.get(tags.CODE_TABLE) == _LATIN_1:
        return _words(preferred)
    return _words(values.get(tags.LABEL, b""))


def _holder(value: bytes) -> str:
    family, slash, given = _words(value).partition("/")
    return f"{given.strip()} {family.strip()}".strip() if slash else family


def _words(value: bytes) -> str:
    text = value.decode("latin-1")
    return "".join(sign for sign in text if sign.isprintable()).strip()
