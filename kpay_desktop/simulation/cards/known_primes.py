"""Where the primes of the simulation's keys stand: so many odd numbers after each start.

Found once by ``rsa.steps_to_primes``, so that nobody has to search for them again.
"""

from __future__ import annotations

from collections.abc import Mapping

# By the key's name and its size in bits.
KNOWN: Mapping[tuple[str, int], tuple[int, int]] = {
    ("authority VISA E1", 1408): (879, 117),
    ("authority VISA E2", 1984): (54, 551),
    ("authority MASTERCARD E1", 1408): (456, 91),
    ("authority MASTERCARD E2", 1984): (2062, 233),
    ("authority UNIONPAY E1", 1408): (79, 796),
    ("authority UNIONPAY E2", 1984): (973, 1792),
    ("authority JCB E1", 1408): (429, 690),
    ("authority JCB E2", 1984): (928, 63),
    ("authority AMEX E1", 1408): (27, 946),
    ("authority AMEX E2", 1984): (231, 880),
    ("issuer 0", 1152): (1060, 45),
    ("issuer 0", 1408): (252, 62),
    ("issuer 1", 1152): (67, 467),
    ("issuer 1", 1408): (621, 269),
    ("card 0", 1024): (77, 121),
    ("card 0", 1152): (5, 456),
    ("card 1", 1024): (168, 86),
    ("card 1", 1152): (290, 580),
    ("card 2", 1024): (124, 310),
    ("card 2", 1152): (274, 747),
    ("card 3", 1024): (262, 134),
    ("card 3", 1152): (234, 357),
}
