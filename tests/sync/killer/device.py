"""One device: a process that is told what to do, and does it in a child that is killed.

``python -m tests.sync.killer.device FOLDER NAME`` imports everything once and then answers each
line of its input, ``work SEED`` or ``settle``, with the number of the child that it has made for
it, and with ``ended`` when that is gone. So a start costs what the library costs, not the imports.

The standard library alone on this level: each decoder that a library starts imports this module.
"""

import os
import sys
from pathlib import Path

SWITCH_INTERVAL_S = 0.0002


def main(folder: Path, name: str) -> None:
    """Do what comes in, until nothing comes any more."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    from tests.sync.killer import life

    for line in sys.stdin:
        what, _, seed = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            status = 1
            try:
                if what == "work":
                    life.work(folder, name, int(seed))
                else:
                    tell(str(life.settle()))
                status = 0
            except BaseException:  # noqa: BLE001 - the end of a child: it is in the log
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(status)
        tell(f"pid {child}")
        _, status = os.waitpid(child, 0)
        tell(f"ended {status}")


def tell(text: str) -> None:
    """Write a line, for whoever has started this."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
