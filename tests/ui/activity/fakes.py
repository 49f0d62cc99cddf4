"""Stand-ins for the floors below: an importer and a searcher that do as they are told."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from desktop_app.domain.changes import ImportProblem, ImportProgress
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest.plan import ImportPlan, PlannedFile

WAIT_S = 10


def plan_of(
    count: int, *, duplicates: int = 0, problems: Sequence[ImportProblem] = ()
) -> ImportPlan:
    """Return a plan of so many files of 1 MB, the first of them duplicates."""
    return ImportPlan(
        tuple(
            PlannedFile(Path(f"{i}.png"), 1_000_000, "image/png", str(i), i < duplicates)
            for i in range(count)
        ),
        tuple(problems),
    )


class FakeImporter:
    """Plans what it was given and imports without files.

    Attributes:
        plans: what `plan` answers, one after the other; the last one again and again.
        planned_paths, planned_bytes: what was looked at, and what the files held if there were any.
        runs: keyword arguments of each run.
        hold_plan, hold_run: while cleared, the worker waits there; cancelling lets it go on.
        error: raised by `run`.
        steps: progress told by a run before its end.
    """

    def __init__(self, *plans: ImportPlan) -> None:
        self.plans = list(plans)
        self.planned_paths: list[tuple[Path, ...]] = []
        self.planned_bytes: list[bytes] = []
        self.runs: list[dict[str, object]] = []
        self.hold_plan = threading.Event()
        self.hold_plan.set()
        self.hold_run = threading.Event()
        self.hold_run.set()
        self.error: Exception | None = None
        self.steps = 1
        self.run_problems: tuple[ImportProblem, ...] = ()
        self.threads: set[str] = set()

    def plan(self, paths: Sequence[Path], token: CancelToken) -> ImportPlan:
        self.threads.add(threading.current_thread().name)
        self.planned_paths.append(tuple(paths))
        self.planned_bytes += [path.read_bytes() for path in paths if path.is_file()]
        _wait(self.hold_plan, token)
        token.check()
        return self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]

    def run(
        self,
        plan_or_paths: ImportPlan,
        *,
        token: CancelToken,
        progress: Callable[[ImportProgress], None],
        keep_duplicates: bool = False,
        reference: bool = False,
        collection_id: CollectionId | None = None,
    ) -> ImportProgress:
        plan = plan_or_paths
        self.runs.append(
            {
                "keep_duplicates": keep_duplicates,
                "reference": reference,
                "collection_id": collection_id,
            }
        )
        if self.error is not None:
            raise self.error
        problems = (*plan.problems, *self.run_problems)
        total = len(plan.files)
        for step in range(self.steps):
            done = total * step // self.steps
            progress(ImportProgress(done, total, done, 0, problems))
        _wait(self.hold_run, token)
        added = 1 if token.is_cancelled else _new_count(plan)
        last = ImportProgress(
            total,
            total,
            added,
            total - _new_count(plan),
            problems,
            is_finished=True,
            is_cancelled=token.is_cancelled,
        )
        progress(last)
        return last


class FakeSearcher:
    """Knows that every asset has 1,000,000 bytes."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.threads: set[str] = set()

    def total_bytes(self, rows: Sequence[int]) -> "Future[int]":
        self.asked.append([int(row) for row in rows])
        self.threads.add(threading.current_thread().name)
        answer: Future[int] = Future()
        answer.set_result(1_000_000 * len(rows))
        return answer


def _new_count(plan: ImportPlan) -> int:
    return plan.file_count - plan.duplicate_count


def _wait(event: threading.Event, token: CancelToken) -> None:
    for _ in range(WAIT_S * 100):
        if event.wait(0.01) or token.is_cancelled:
            return
    raise TimeoutError
