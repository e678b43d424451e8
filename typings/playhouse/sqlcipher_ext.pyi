from collections.abc import Iterable, Sequence

from peewee import SqliteDatabase
from sqlcipher3.dbapi2 import Connection, Cursor

class SqlCipherDatabase(SqliteDatabase):
    def __init__(
        self,
        database: str,
        pragmas: Iterable[tuple[str, str | int]] | None = ...,
        *,
        passphrase: str,
        autoconnect: bool = ...,
        lock_type: str | None = ...,
        timeout: float = ...,
        uri: bool = ...,
    ) -> None: ...
    def connection(self) -> Connection: ...
    def execute_sql(self, sql: str, params: Sequence[object] | None = ...) -> Cursor: ...
    def begin(self, lock_type: str | None = ...) -> None: ...
