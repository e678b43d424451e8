"""KPay Desktop: the counter payment till, without windows, devices or tables."""
