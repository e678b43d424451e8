"""The program's version, as slips and the About page show it."""

VERSION = "0.1.0"
PROGRAM = "KPay Desktop"
