"""Clients of the wallet gateways (PayNow, WeChat Pay, Alipay)."""
