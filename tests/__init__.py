"""Tests of KPay Desktop."""
