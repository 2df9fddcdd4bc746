"""The C library is told to keep few heaps, in a process of its own: it cannot be told twice."""

import subprocess
import sys

MANY_THREADS = """
import sys, threading
from geo.ui.memory import few_heaps
told = few_heaps()
held = []
def fill(): held.append([bytes(9_000 + i) for i in range(999)])
threads = [threading.Thread(target=fill) for _ in range(12)]
[t.start() for t in threads]; [t.join() for t in threads]
# a heap beside the first lies at a round address of 64 MB
heaps = [line for line in open("/proc/self/maps") if line.split("-")[0].endswith("000000") and "rw" in line]
print(told, len(heaps))
"""


def test_many_threads_share_two_heaps() -> None:
    ran = subprocess.run([sys.executable, "-c", MANY_THREADS], capture_output=True, text=True, check=True)
    told, heaps = ran.stdout.split()
    assert told == str(sys.platform == "linux")
    assert int(heaps) <= 2
