"""A disk that is full or read-only: a clear answer, no sale, and all is well once there is room."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kpay_desktop.ports import StoreError, StoreErrorKind
from models.database import OpenedStore
from tests.helpers.mounts import can_mount, read_only, run_python, tmpfs
from tests.helpers.store import begin, make_folder, opened, sell, write

# Fills the disk with sales by code and by card, removes the ballast, and sells on.
FULL = """
import itertools
import sys
from pathlib import Path
from kpay_desktop.ports import StoreError
from tests.helpers.store import DEADLINE_S, Faults, make_folder, open_quietly
from tests.helpers.store import sell as sell_by_code
from tests.helpers.store_cards import sell_by_card

names = itertools.count()
kinds = (sell_by_code, lambda store: sell_by_card(store, f"card-{next(names)}"))

def sell(store, number):
    return kinds[number % 2](store)

folder, pages = Path(sys.argv[1]), int(sys.argv[2])
ballast = folder / "ballast"
ballast.write_bytes(bytes(2_000_000))
faults = Faults()
store = open_quietly(make_folder(folder), faults=faults)
if pages:
    database = store.store._session.database
    store.writer.call(lambda: database.pragma("max_page_count", pages), DEADLINE_S)
sold = 0
try:
    while sold < 100_000:
        sell(store, sold)
        sold += 1
except StoreError as error:
    print("refused", error.kind.value)
rows = store.store.journal_rows
for _ in range(3):
    try:
        # The same kind again: another may need less room.
        sell(store, sold)
        print("sold without room")
    except StoreError as error:
        print("again", error.kind.value)
if pages:
    store.writer.call(lambda: database.pragma("max_page_count", 1_000_000), DEADLINE_S)
else:
    ballast.unlink()
print("voucher", int(sell(store, sold).voucher) - sold)
problems = store.verify(DEADLINE_S).problems
print("problems", *problems)
print("closed", store.close(DEADLINE_S))
store = open_quietly(folder, faults=faults)
print("sold", sold > 3, store.report.journal_rows > rows)
print("closed", store.close(DEADLINE_S))
print("faults", *sorted({error.kind.value for error in faults.heard if error.kind.value != "full"}))
"""


@pytest.mark.parametrize("size_kib", [3_100, 3_200, 3_300])
def test_a_full_disk_refuses_sales_and_sells_on_when_there_is_room(
    tmp_path: Path, size_kib: int
) -> None:
    if can_mount():
        done = run_python(FULL, str(tmp_path), "0", mount=tmpfs(tmp_path, size_kib))
    else:
        done = run_python(FULL, str(tmp_path), str(size_kib // 40))
    assert done.stderr == ""
    said = done.stdout.splitlines()
    assert said[0] == "refused full"
    assert set(said[1:4]) == {"again full"}
    # The sale that met the full disk may have begun; no number was lost beyond the refused ones.
    assert said[4] in {"voucher 1", "voucher 2", "voucher 3", "voucher 4", "voucher 5"}
    assert said[5:] == [
        "problems ".strip(),
        "closed True",
        "sold True True",
        "closed True",
        "faults ".strip(),
    ]


START = """
import sys
from pathlib import Path
from kpay_desktop.ports import StoreError
from tests.helpers.store import open_quietly
try:
    open_quietly(Path(sys.argv[1]))
    print("opened")
except StoreError as error:
    print(error.kind.value)
"""


def test_a_start_on_a_disk_without_room_is_refused(tmp_path: Path) -> None:
    if can_mount():
        fill = f"head -c 10m /dev/zero > '{tmp_path}/ballast' 2>/dev/null || true"
        done = run_python(START, str(tmp_path), mount=f"{tmpfs(tmp_path, 200)} && ({fill})")
        assert (done.stdout.strip(), done.stderr) == ("full", "")
    else:
        with opened(tmp_path) as store:
            limit_pages(store)
            with pytest.raises(StoreError) as caught:
                sell_for_ever(store)
            assert caught.value.kind is StoreErrorKind.FULL


@pytest.mark.parametrize("has_data", [True, False])
def test_a_read_only_folder_is_named_so(tmp_path: Path, *, has_data: bool) -> None:
    make_folder(tmp_path)
    if has_data:
        with opened(tmp_path) as store:
            sell(store)
    if can_mount():
        done = run_python(START, str(tmp_path), mount=read_only(tmp_path))
        assert (done.stdout.strip(), done.stderr) == ("read_only", "")
    with opened(tmp_path) as store:
        database = store.store._session.database
        write(store, lambda: database.pragma("query_only", 1))
        with pytest.raises(StoreError) as caught:
            begin(store)
        assert caught.value.kind is StoreErrorKind.READ_ONLY
        write(store, lambda: database.pragma("query_only", 0))
        begin(store)


def sell_for_ever(store: OpenedStore) -> None:
    while True:
        sell(store)


def limit_pages(store: OpenedStore) -> None:
    database = store.store._session.database
    write(store, lambda: database.pragma("max_page_count", 70))


# A limit on a file's size is the one real write error that every POSIX system can make.
LIMIT = """
import resource, sys
from pathlib import Path
from kpay_desktop.ports import StoreError
from tests.helpers.store import DEADLINE_S, make_folder, open_quietly, sell

store = open_quietly(make_folder(Path(sys.argv[1])))
sell(store)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
sold = 1
try:
    while sold < 100_000:
        sell(store)
        sold += 1
except StoreError as error:
    print("refused", error.kind.value, error.detail[:12])
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
sell(store)
print("problems", *store.verify(DEADLINE_S).problems)
print("closed", store.close(DEADLINE_S))
"""


def test_a_write_error_writes_nothing_and_the_next_sale_works(tmp_path: Path) -> None:
    if sys.platform == "win32":
        code = LIMIT.replace("import resource, sys", "import sys")
        code = "\n".join(line for line in code.splitlines() if "resource" not in line)
        code = code.replace("sold < 100_000", "sold < 3")
        expected = ["problems", "closed True"]
    else:
        code = LIMIT
        expected = ["refused damaged SQLITE_IOERR", "problems", "closed True"]
    done = run_python(code, str(tmp_path))
    assert done.stderr == ""
    assert done.stdout.splitlines() == expected
