"""Readers that are not there."""

from __future__ import annotations

from kpay_desktop.ports_cards import ReadRequest


class NoReaders:
    """Implements ``CardReaders`` where no reader can be used: no card ever comes."""

    def read(self, request: ReadRequest) -> None:
        """See ``CardReaders``."""

    def choose(self, flow: str, index: int | None) -> None:
        """See ``CardReaders``."""

    def answered(
        self, flow: str, arc: str | None, issuer_data: bytes = b"", scripts: bytes = b""
    ) -> None:
        """See ``CardReaders``."""

    def stop(self, flow: str) -> None:
        """See ``CardReaders``."""
