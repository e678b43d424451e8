"""The wallet gateway's client over a real line, to a server that may misbehave."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from kpay_desktop.hosts.wallets.gateway import AllinpayGateway
from kpay_desktop.ports import (
    NoAnswerReason,
    PaymentStatus,
    QueryAnswer,
)
from tests.helpers.gateway import (
    Behaviour,
    Request,
    WildServer,
    answer_to,
    answering,
    as_json,
    http_answer,
    sending,
)
from tests.helpers.wallet_client import (
    DEADLINE_S,
    ORDER,
    PAID,
    config,
    reason_of,
)


def over_the_line(folder: Path, behave: Behaviour, deadline_s: float = DEADLINE_S) -> object:
    with WildServer(behave) as server:
        gateway = AllinpayGateway(config(folder, server.url))
        try:
            return gateway.query(ORDER.order_no, deadline_s)
        finally:
            gateway.shut_down()


def test_a_server_of_its_own_is_understood(tmp_path: Path) -> None:
    answer = over_the_line(
        tmp_path, answering(lambda request: as_json(answer_to(request.form, **PAID)))
    )
    assert isinstance(answer, QueryAnswer)
    assert answer.status is PaymentStatus.PAID


def half_then_cut(request: Request, connection: socket.socket) -> bool:
    whole = http_answer(as_json(answer_to(request.form, **PAID)))
    connection.sendall(whole[: len(whole) // 2])
    return False


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (sending(b""), NoAnswerReason.OFFLINE),
        (half_then_cut, NoAnswerReason.OFFLINE),
        (sending(http_answer(b"{}", status="500 Oops")), NoAnswerReason.SERVER),
        (
            sending(http_answer(b"", status="302 Found", headers="Location: /elsewhere\r\n")),
            NoAnswerReason.SERVER,
        ),
        (sending(http_answer(b"\x00" * 70_000)), NoAnswerReason.MALFORMED),
        (sending(b"nonsense\r\n\r\n"), NoAnswerReason.MALFORMED),
        (sending(http_answer(b'{"a":')), NoAnswerReason.MALFORMED),
    ],
)
def test_a_misbehaving_server_gives_no_answer(
    tmp_path: Path, behave: Behaviour, reason: NoAnswerReason
) -> None:
    assert reason_of(over_the_line(tmp_path, behave)) is reason


def test_a_server_that_is_too_late_gives_no_answer(tmp_path: Path) -> None:
    late = threading.Event()

    def behave(request: Request, connection: socket.socket) -> bool:
        late.wait(3.0)
        connection.sendall(http_answer(as_json(answer_to(request.form, **PAID))))
        return False

    try:
        with WildServer(behave) as server:
            gateway = AllinpayGateway(config(tmp_path, server.url))
            assert reason_of(gateway.query(ORDER.order_no, 0.3)) is NoAnswerReason.TIMEOUT
            late.set()
    finally:
        late.set()


def test_four_workers_share_one_client(tmp_path: Path) -> None:
    with WildServer(
        answering(lambda request: as_json(answer_to(request.form, trxstatus="2000")))
    ) as server:
        gateway = AllinpayGateway(config(tmp_path, server.url))
        answers: list[object] = []

        def work(worker: int) -> None:
            answers.extend(gateway.query(f"W{worker}N{n}", DEADLINE_S) for n in range(10))

        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(DEADLINE_S)
        gateway.shut_down()
        assert server.connections <= 4
    statuses = [answer.status for answer in answers if isinstance(answer, QueryAnswer)]
    assert statuses == [PaymentStatus.PENDING] * 40
