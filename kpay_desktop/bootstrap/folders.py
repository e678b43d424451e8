"""Where a profile keeps its data, owner-only."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from kpay_desktop.domain.faults import StoreError, StoreErrorKind

APP_NAME = "KPay Desktop"

_KINDS = {
    errno.ENOSPC: StoreErrorKind.FULL,
    errno.EDQUOT: StoreErrorKind.FULL,
    errno.EIO: StoreErrorKind.DAMAGED,
}


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one profile."""

    root: Path

    @property
    def bank(self) -> Path:
        """The simulated bank's own data."""
        return self.root / "bank"

    @property
    def paper(self) -> Path:
        """The simulated printer's roll."""
        return self.root / "paper"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.root / "logs"

    @property
    def cache(self) -> Path:
        """What can be made again."""
        return self.root / "cache"

    def make(self) -> None:
        """Make the folders, readable by their owner alone.

        Raises:
            StoreError: the disk refuses.
        """
        try:
            for folder in (self.root, self.logs, self.cache):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
                    folder.chmod(0o700)
        except OSError as error:
            kind = _KINDS.get(error.errno or 0, StoreErrorKind.READ_ONLY)
            raise StoreError(kind, "the data folder cannot be made") from error


def default_root(profile: str) -> Path:
    """Return the profile's data folder for this user."""
    import platformdirs

    base = platformdirs.user_data_dir(APP_NAME, appauthor=False)
    return Path(base) / profile
