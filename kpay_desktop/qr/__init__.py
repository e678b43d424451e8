"""EMVCo, SGQR and PayNow codes: built, parsed and validated."""
