import execnet
import pytest

class NodeManager:
    EXIT_TIMEOUT: int

class WorkerController:
    gateway: execnet.Gateway
    config: pytest.Config
