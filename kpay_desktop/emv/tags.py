"""The data elements that a terminal works with: names, formats, lengths, where they come from.

After EMV Book 3 Annex A and Book 1 Annex B; those of contactless kernels after Books C-2 and C-3.
Formats decide how a value is fitted to the length that a card asks for (Book 3 §4.3 and §5.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Format(Enum):
    """How a value is written: numeric, compressed numeric, binary, letters, letters and signs."""

    N = "n"
    CN = "cn"
    B = "b"
    A = "a"
    AN = "an"
    ANS = "ans"
    VAR = "var"


class Source(Enum):
    """Where a data element comes from."""

    CARD = "card"
    TERMINAL = "terminal"
    ISSUER = "issuer"


class DataElement(NamedTuple):
    """One data element. ``shortest`` and ``longest`` are bytes."""

    name: str
    format: Format
    source: Source
    shortest: int
    longest: int


AID_TERMINAL = 0x9F06
AID_CARD = 0x4F
DF_NAME = 0x84
LABEL, PREFERRED_NAME, PRIORITY = 0x50, 0x9F12, 0x87
CODE_TABLE, LANGUAGES = 0x9F11, 0x5F2D
FCI, FCI_PROPRIETARY, FCI_DISCRETIONARY, DIRECTORY_ENTRY = 0x6F, 0xA5, 0xBF0C, 0x61
SFI, PDOL, DIRECTORY_DISCRETIONARY = 0x88, 0x9F38, 0x73
RECORD, FORMAT_1, FORMAT_2 = 0x70, 0x80, 0x77
AIP, AFL = 0x82, 0x94
TRACK_2, PAN, PAN_SEQUENCE = 0x57, 0x5A, 0x5F34
EXPIRY, EFFECTIVE, NAME, SERVICE_CODE = 0x5F24, 0x5F25, 0x5F20, 0x5F30
ISSUER_COUNTRY, AUC, APP_VERSION_CARD, APP_VERSION_TERMINAL = 0x5F28, 0x9F07, 0x9F08, 0x9F09
CDOL_1, CDOL_2, TDOL, DDOL, CVM_LIST = 0x8C, 0x8D, 0x97, 0x9F49, 0x8E
IAC_DEFAULT, IAC_DENIAL, IAC_ONLINE = 0x9F0D, 0x9F0E, 0x9F0F
CA_INDEX_CARD, CA_INDEX_TERMINAL = 0x8F, 0x9F22
ISSUER_CERTIFICATE, ISSUER_EXPONENT, ISSUER_REMAINDER = 0x90, 0x9F32, 0x92
ICC_CERTIFICATE, ICC_EXPONENT, ICC_REMAINDER = 0x9F46, 0x9F47, 0x9F48
SIGNED_STATIC, SIGNED_DYNAMIC, STATIC_TAG_LIST = 0x93, 0x9F4B, 0x9F4A
DAC, ICC_DYNAMIC_NUMBER = 0x9F45, 0x9F4C
TVR, TSI, CVM_RESULTS = 0x95, 0x9B, 0x9F34
CRYPTOGRAM, CRYPTOGRAM_INFO, ATC, ISSUER_APP_DATA = 0x9F26, 0x9F27, 0x9F36, 0x9F10
LAST_ONLINE_ATC, LOWER_LIMIT, UPPER_LIMIT = 0x9F13, 0x9F14, 0x9F23
ARC, ISSUER_AUTH, SCRIPT_1, SCRIPT_2 = 0x8A, 0x91, 0x71, 0x72
SCRIPT_COMMAND, SCRIPT_ID, SCRIPT_RESULTS = 0x86, 0x9F18, 0x9F5B
AMOUNT, AMOUNT_OTHER, AMOUNT_BINARY, AMOUNT_OTHER_BINARY = 0x9F02, 0x9F03, 0x81, 0x9F04
CURRENCY, EXPONENT, COUNTRY = 0x5F2A, 0x5F36, 0x9F1A
CARD_CURRENCY = 0x9F42
DATE, TIME, KIND, UNPREDICTABLE, COUNTER = 0x9A, 0x9F21, 0x9C, 0x9F37, 0x9F41
TERMINAL_TYPE, CAPABILITIES, MORE_CAPABILITIES = 0x9F35, 0x9F33, 0x9F40
IFD_SERIAL, TERMINAL_ID, MERCHANT_ID = 0x9F1E, 0x9F1C, 0x9F16
MERCHANT_CATEGORY, MERCHANT_NAME, ACQUIRER_ID, FLOOR_LIMIT = 0x9F15, 0x9F4E, 0x9F01, 0x9F1B
ENTRY_MODE, TC_HASH = 0x9F39, 0x98
TTQ, CTQ, FORM_FACTOR, KERNEL_ID = 0x9F66, 0x9F6C, 0x9F6E, 0x9F2A
CARD_AUTH_DATA = 0x9F69
MOBILE_SUPPORT, DS_REQUESTED = 0x9F7E, 0x9F5C

_ROWS = """
4F    card b 5 16 Application Identifier (ADF Name)
50    card ans 1 16 Application Label
57    card b 0 19 Track 2 Equivalent Data
5A    card cn 0 10 Application Primary Account Number
5F20  card ans 2 26 Cardholder Name
5F24  card n 3 3 Application Expiration Date
5F25  card n 3 3 Application Effective Date
5F28  card n 2 2 Issuer Country Code
5F2A  terminal n 2 2 Transaction Currency Code
5F2D  card an 2 8 Language Preference
5F30  card n 2 2 Service Code
5F34  card n 1 1 Application PAN Sequence Number
5F36  terminal n 1 1 Transaction Currency Exponent
5F50  card ans 0 252 Issuer URL
5F53  card var 0 34 International Bank Account Number
5F54  card var 8 11 Bank Identifier Code
5F55  card a 2 2 Issuer Country Code (alpha2)
5F56  card a 3 3 Issuer Country Code (alpha3)
61    card b 0 252 Application Template
6F    card var 0 252 File Control Information Template
70    card var 0 252 Record Template
71    issuer b 0 252 Issuer Script Template 1
72    issuer b 0 252 Issuer Script Template 2
73    card var 0 252 Directory Discretionary Template
77    card var 0 252 Response Message Template Format 2
80    card var 0 252 Response Message Template Format 1
81    terminal b 4 4 Amount, Authorised (Binary)
82    card b 2 2 Application Interchange Profile
83    terminal b 0 252 Command Template
84    card b 5 16 Dedicated File Name
86    issuer b 0 261 Issuer Script Command
87    card b 1 1 Application Priority Indicator
88    card b 1 1 Short File Identifier
89    issuer an 6 6 Authorisation Code
8A    terminal an 2 2 Authorisation Response Code
8C    card b 0 252 Card Risk Management Data Object List 1
8D    card b 0 252 Card Risk Management Data Object List 2
8E    card b 8 252 Cardholder Verification Method List
8F    card b 1 1 Certification Authority Public Key Index
90    card b 0 248 Issuer Public Key Certificate
91    issuer b 8 16 Issuer Authentication Data
92    card b 0 248 Issuer Public Key Remainder
93    card b 0 248 Signed Static Application Data
94    card var 0 252 Application File Locator
95    terminal b 5 5 Terminal Verification Results
97    card b 0 252 Transaction Certificate Data Object List
98    terminal b 20 20 Transaction Certificate Hash Value
99    terminal b 0 252 Transaction PIN Data
9A    terminal n 3 3 Transaction Date
9B    terminal b 2 2 Transaction Status Information
9C    terminal n 1 1 Transaction Type
9D    card b 5 16 Directory Definition File Name
9F01  terminal n 6 6 Acquirer Identifier
9F02  terminal n 6 6 Amount, Authorised (Numeric)
9F03  terminal n 6 6 Amount, Other (Numeric)
9F04  terminal b 4 4 Amount, Other (Binary)
9F05  card b 1 32 Application Discretionary Data
9F06  terminal b 5 16 Application Identifier (Terminal)
9F07  card b 2 2 Application Usage Control
9F08  card b 2 2 Application Version Number (Card)
9F09  terminal b 2 2 Application Version Number (Terminal)
9F0B  card ans 27 45 Cardholder Name Extended
9F0D  card b 5 5 Issuer Action Code - Default
9F0E  card b 5 5 Issuer Action Code - Denial
9F0F  card b 5 5 Issuer Action Code - Online
9F10  card b 0 32 Issuer Application Data
9F11  card n 1 1 Issuer Code Table Index
9F12  card ans 1 16 Application Preferred Name
9F13  card b 2 2 Last Online Application Transaction Counter Register
9F14  card b 1 1 Lower Consecutive Offline Limit
9F15  terminal n 2 2 Merchant Category Code
9F16  terminal ans 15 15 Merchant Identifier
9F17  card b 1 1 Personal Identification Number Try Counter
9F18  issuer b 4 4 Issuer Script Identifier
9F19  card n 6 6 Token Requestor ID
9F1A  terminal n 2 2 Terminal Country Code
9F1B  terminal b 4 4 Terminal Floor Limit
9F1C  terminal an 8 8 Terminal Identification
9F1D  terminal b 1 8 Terminal Risk Management Data
9F1E  terminal an 8 8 Interface Device Serial Number
9F1F  card ans 0 252 Track 1 Discretionary Data
9F20  card cn 0 252 Track 2 Discretionary Data
9F21  terminal n 3 3 Transaction Time
9F22  terminal b 1 1 Certification Authority Public Key Index (Terminal)
9F23  card b 1 1 Upper Consecutive Offline Limit
9F24  card an 29 29 Payment Account Reference
9F25  card n 2 2 Last 4 Digits of PAN
9F26  card b 8 8 Application Cryptogram
9F27  card b 1 1 Cryptogram Information Data
9F29  card b 1 8 Extended Selection
9F2A  card b 1 8 Kernel Identifier
9F2D  card b 0 248 ICC PIN Encipherment Public Key Certificate
9F2E  card b 1 3 ICC PIN Encipherment Public Key Exponent
9F2F  card b 0 248 ICC PIN Encipherment Public Key Remainder
9F32  card b 1 3 Issuer Public Key Exponent
9F33  terminal b 3 3 Terminal Capabilities
9F34  terminal b 3 3 Cardholder Verification Method Results
9F35  terminal n 1 1 Terminal Type
9F36  card b 2 2 Application Transaction Counter
9F37  terminal b 4 4 Unpredictable Number
9F38  card b 0 252 Processing Options Data Object List
9F39  terminal n 1 1 Point-of-Service Entry Mode
9F3A  terminal b 4 4 Amount, Reference Currency
9F3B  card n 2 8 Application Reference Currency
9F3C  terminal n 2 2 Transaction Reference Currency Code
9F3D  terminal n 1 1 Transaction Reference Currency Exponent
9F40  terminal b 5 5 Additional Terminal Capabilities
9F41  terminal n 2 4 Transaction Sequence Counter
9F42  card n 2 2 Application Currency Code
9F43  card n 1 4 Application Reference Currency Exponent
9F44  card n 1 1 Application Currency Exponent
9F45  card b 2 2 Data Authentication Code
9F46  card b 0 248 ICC Public Key Certificate
9F47  card b 1 3 ICC Public Key Exponent
9F48  card b 0 248 ICC Public Key Remainder
9F49  card b 0 252 Dynamic Data Authentication Data Object List
9F4A  card b 0 252 Static Data Authentication Tag List
9F4B  card b 0 248 Signed Dynamic Application Data
9F4C  card b 2 8 ICC Dynamic Number
9F4D  card b 2 2 Log Entry
9F4E  terminal ans 0 252 Merchant Name and Location
9F4F  card b 0 252 Log Format
9F50  card b 0 252 Offline Accumulator Balance
9F5A  card b 0 16 Application Program Identifier
9F5B  terminal b 0 252 Issuer Script Results
9F5C  terminal b 8 8 DS Requested Operator ID
9F5D  card n 0 6 Available Offline Spending Amount
9F66  terminal b 4 4 Terminal Transaction Qualifiers
9F69  card b 0 16 Card Authentication Related Data
9F6C  card b 2 2 Card Transaction Qualifiers
9F6D  terminal b 2 2 Mag-stripe Application Version Number (Reader)
9F6E  card b 4 32 Form Factor Indicator, Third Party Data
9F7C  terminal b 0 32 Customer Exclusive Data, Merchant Custom Data
9F7E  terminal b 1 1 Mobile Support Indicator
A5    card var 0 252 FCI Proprietary Template
BF0C  card var 0 222 FCI Issuer Discretionary Data
"""


def _read(rows: str) -> Mapping[int, DataElement]:
    elements: dict[int, DataElement] = {}
    for row in rows.strip().splitlines():
        tag, source, form, shortest, longest, name = row.split(maxsplit=5)
        elements[int(tag, 16)] = DataElement(
            name, Format(form), Source(source), int(shortest), int(longest)
        )
    return elements


ELEMENTS: Mapping[int, DataElement] = _read(_ROWS)


def format_of(tag: int) -> Format:
    """Return a tag's format; what is not known is taken as binary."""
    element = ELEMENTS.get(tag)
    return Format.B if element is None else element.format


def is_for_cards(tag: int) -> bool:
    """True if a card may say it; also for what is not known here, which is its issuer's own.

    What the terminal or the issuer says is not taken from a card, wherever the card puts it: a
    record with an amount or an unpredictable number in it would have the card sign another sale.
    """
    element = ELEMENTS.get(tag)
    return element is None or element.source is Source.CARD


def has_right_length(tag: int, value: bytes) -> bool:
    """True if a value may have that length; of a tag that is not known, any."""
    element = ELEMENTS.get(tag)
    return element is None or element.shortest <= len(value) <= element.longest
