"""The colours of the three themes. No colour stands anywhere else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of a theme by their use. ``ink`` is text, ``*_soft`` a state's background."""

    name: str
    ink: str
    ink2: str
    ink3: str
    line: str
    line2: str
    bg: str
    card: str
    soft: str
    top: str
    rail: str
    rail2: str
    rail_ink: str
    rail_ink2: str
    rail_pick: str
    rail_pick_ink: str
    brand: str
    accent: str
    accent_hover: str
    accent_soft: str
    accent_ink: str
    on_accent: str
    ok: str
    ok_soft: str
    ok_dot: str
    warn: str
    warn_soft: str
    warn_dot: str
    bad: str
    bad_soft: str
    bad_dot: str
    on_bad: str
    info: str
    info_soft: str
    info_dot: str
    focus: str
    shadow: str
    paper: str
    paper_ink: str
    paynow: str
    wechat: str
    alipay: str
    paynow_ink: str
    wechat_ink: str
    alipay_ink: str
    on_wallet: str
    navy: str
    plastic_visa: str
    plastic_mastercard: str
    plastic_unionpay: str
    plastic_jcb: str
    plastic_amex: str
    plastic_refused: str
    plastic_faulty: str
    on_plastic: str
    qr_dark: str = "#000000"
    qr_light: str = "#ffffff"
    line_px: float = 1.0


LIGHT = Tokens(
    name="light",
    ink="#0e1726",
    ink2="#44516a",
    ink3="#667085",
    line="#e3e8f0",
    line2="#cdd4e0",
    bg="#f4f6fa",
    card="#ffffff",
    soft="#eef1f6",
    top="#ffffff",
    rail="#0f1b2d",
    rail2="#1b2a42",
    rail_ink="#ffffff",
    rail_ink2="#b9c4d6",
    rail_pick="#ffffff",
    rail_pick_ink="#0e1726",
    brand="#4fd1b8",
    accent="#0b6e5f",
    accent_hover="#095e51",
    accent_soft="#e3f3f0",
    accent_ink="#075247",
    on_accent="#ffffff",
    ok="#0f6b3d",
    ok_soft="#e4f5eb",
    ok_dot="#1fa35c",
    warn="#8f4e00",
    warn_soft="#fff2df",
    warn_dot="#e28a00",
    bad="#b3261e",
    bad_soft="#fce8e6",
    bad_dot="#d93025",
    on_bad="#ffffff",
    info="#1d4ed8",
    info_soft="#e8eefd",
    info_dot="#3b6cf0",
    focus="#1d4ed8",
    shadow="#1a0e1726",
    paper="#ffffff",
    paper_ink="#0e1726",
    paynow="#7a1c6d",
    wechat="#127d12",
    alipay="#0d5fd0",
    paynow_ink="#7a1c6d",
    wechat_ink="#0f7010",
    alipay_ink="#0d5fd0",
    on_wallet="#ffffff",
    navy="#1f3a68",
    plastic_visa="#1f3a68",
    plastic_mastercard="#7c2f12",
    plastic_unionpay="#0b5c68",
    plastic_jcb="#1d5c3a",
    plastic_amex="#55407f",
    plastic_refused="#4f5b76",
    plastic_faulty="#3b4049",
    on_plastic="#ffffff",
)

DARK = Tokens(
    name="dark",
    ink="#eef2f9",
    ink2="#c3cde0",
    ink3="#8f9db5",
    line="#223049",
    line2="#33445f",
    bg="#0a111e",
    card="#121d2f",
    soft="#1a273d",
    top="#121d2f",
    rail="#070d18",
    rail2="#121d2f",
    rail_ink="#ffffff",
    rail_ink2="#b9c4d6",
    rail_pick="#1f2d47",
    rail_pick_ink="#ffffff",
    brand="#4fd1b8",
    accent="#14a38b",
    accent_hover="#18b59b",
    accent_soft="#0f3a35",
    accent_ink="#7fe3d0",
    on_accent="#06110f",
    ok="#5fd694",
    ok_soft="#0f2f1f",
    ok_dot="#1fa35c",
    warn="#f5b455",
    warn_soft="#3a2810",
    warn_dot="#e28a00",
    bad="#ff9a90",
    bad_soft="#43191a",
    bad_dot="#f0554a",
    on_bad="#1b0504",
    info="#9ab8ff",
    info_soft="#182a55",
    info_dot="#5b8bff",
    focus="#9ab8ff",
    shadow="#80000000",
    paper="#f7f8fa",
    paper_ink="#0e1726",
    paynow="#8f2f81",
    wechat="#127d12",
    alipay="#1d63c9",
    paynow_ink="#e493d8",
    wechat_ink="#63d463",
    alipay_ink="#8ab4ff",
    on_wallet="#ffffff",
    navy="#2b4d85",
    plastic_visa="#1f3a68",
    plastic_mastercard="#7c2f12",
    plastic_unionpay="#0b5c68",
    plastic_jcb="#1d5c3a",
    plastic_amex="#55407f",
    plastic_refused="#4f5b76",
    plastic_faulty="#3b4049",
    on_plastic="#ffffff",
)

CONTRAST = Tokens(
    name="contrast",
    ink="#000000",
    ink2="#000000",
    ink3="#1f1f1f",
    line="#000000",
    line2="#000000",
    bg="#ffffff",
    card="#ffffff",
    soft="#ededed",
    top="#ffffff",
    rail="#000000",
    rail2="#000000",
    rail_ink="#ffffff",
    rail_ink2="#ffffff",
    rail_pick="#ffffff",
    rail_pick_ink="#000000",
    brand="#7fffe4",
    accent="#003d33",
    accent_hover="#002b24",
    accent_soft="#cdf2ea",
    accent_ink="#00261f",
    on_accent="#ffffff",
    ok="#003d1d",
    ok_soft="#d6f5e2",
    ok_dot="#006b34",
    warn="#4a2800",
    warn_soft="#ffe6bf",
    warn_dot="#8f4e00",
    bad="#7a0000",
    bad_soft="#ffdad6",
    bad_dot="#b00000",
    on_bad="#ffffff",
    info="#00226b",
    info_soft="#dbe5ff",
    info_dot="#0033a0",
    focus="#0033cc",
    shadow="#00000000",
    paper="#ffffff",
    paper_ink="#000000",
    paynow="#5c0050",
    wechat="#005c00",
    alipay="#003f9e",
    paynow_ink="#5c0050",
    wechat_ink="#004d00",
    alipay_ink="#003f9e",
    on_wallet="#ffffff",
    navy="#00226b",
    plastic_visa="#00226b",
    plastic_mastercard="#5c1a00",
    plastic_unionpay="#003d47",
    plastic_jcb="#003d1d",
    plastic_amex="#35005c",
    plastic_refused="#2b3445",
    plastic_faulty="#101318",
    on_plastic="#ffffff",
    line_px=2.0,
)

THEMES: dict[str, Tokens] = {tokens.name: tokens for tokens in (LIGHT, DARK, CONTRAST)}
