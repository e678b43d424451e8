"""PINs, keys, the audit chain and redaction."""
