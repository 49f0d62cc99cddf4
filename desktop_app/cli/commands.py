"""The commands: what they are called, what they take, and what they answer."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from desktop_app import logs, settings
from desktop_app.cli import terminal
from desktop_app.cli.exit_codes import ExitCode
from desktop_app.cli.sentences import error_sentence
from desktop_app.domain.errors import Cancelled, ErrorKind, LightboxError

logger = logging.getLogger(__name__)

_EPILOG = """\
Without a command the window opens; files and folders named by their path are imported.

exit codes: 0 done, 1 some items failed, 2 not understood, 3 the library cannot be used,
4 no window can be shown here, 70 a bug, 130 interrupted
"""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what goes wrong is told in a sentence."""
    terminal.use_utf8()
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as answered:  # argparse has told what is wrong, or shown its help
        return ExitCode.DONE if answered.code == 0 else ExitCode.NOT_UNDERSTOOD
    stop_logging = logs.setup(settings.log_folder())
    try:
        return _run(asked)
    except BrokenPipeError:
        # Whoever read the result has had enough. Nothing is left to be flushed into the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    finally:
        stop_logging()


def _run(asked: argparse.Namespace) -> int:
    try:
        code = _dispatch(asked)
        sys.stdout.flush()
    except (Cancelled, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except LightboxError as error:
        logger.exception("%s failed", asked.command)
        terminal.tell(f"lightbox: {error_sentence(error)}")
        return ExitCode.BUG if error.kind is ErrorKind.BUG else ExitCode.UNUSABLE
    except BrokenPipeError:
        raise
    except Exception:  # the edge of the program: logged whole, told in a sentence
        logger.exception("%s failed", asked.command)
        terminal.tell(
            "lightbox: something went wrong inside Lightbox. The details are in"
            f" {settings.log_folder() / logs.LOG_NAME}"
        )
        return ExitCode.BUG
    return code


def _dispatch(asked: argparse.Namespace) -> int:
    # Each command imports only what it needs: most of the library takes half a second.
    folder = (asked.library or settings.default_library_folder()).absolute()
    match asked.command:
        case "import":
            from desktop_app.cli.importing import import_files  # noqa: PLC0415

            return import_files(
                folder,
                asked.paths,
                collection=asked.collection,
                is_reference=asked.reference,
                is_keeping_duplicates=asked.keep_duplicates,
            )
        case "search":
            from desktop_app.cli.searching import OutputForm, search  # noqa: PLC0415

            return search(folder, asked.query, OutputForm(asked.form), asked.limit)
        case "export":
            from desktop_app.cli.searching import export  # noqa: PLC0415

            return export(folder, asked.query, asked.folder.absolute(), is_with_rows=asked.rows)
        case "sync":
            from desktop_app.cli.syncing import sync  # noqa: PLC0415

            return sync(None if asked.library is None else folder, is_once=asked.once)
        case "stats":
            from desktop_app.cli.searching import stats  # noqa: PLC0415

            return stats(folder, is_json=asked.json)
        case _:
            from desktop_app.cli.doctor import examine  # noqa: PLC0415

            return examine(folder)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: what stands before the command is not undone by what does not stand after it.
    common.add_argument(
        "--library", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="which library"
    )
    parser = argparse.ArgumentParser(
        prog="lightbox",
        description="The desktop library for people who make images and videos with AI.",
        usage="lightbox [--sample] [--library DIR] [PATH ...]\n       lightbox COMMAND ...",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Lightbox {_version()}")
    parser.add_argument("--library", type=Path, metavar="DIR", default=None, help="which library")
    parser.add_argument("--sample", action="store_true", help="open the made-up library")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, told: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=told, description=told, parents=[common], allow_abbrev=False
        )

    import_ = command("import", "bring files and folders into the library")
    import_.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    import_.add_argument("--collection", metavar="NAME", help="put them in; made if it is new")
    import_.add_argument(
        "--reference", action="store_true", help="leave the files where they are, do not copy them"
    )
    import_.add_argument(
        "--keep-duplicates", action="store_true", help="bring in what is there already, too"
    )
    search = command("search", "list the assets that a query finds, newest first")
    _add_query(search)
    form = search.add_mutually_exclusive_group()
    for name in ("json", "csv"):
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name)
    search.set_defaults(form="table")
    search.add_argument("--limit", type=_count, metavar="N", help="no more than that many")
    export = command("export", "copy the originals a query finds, each with its metadata beside it")
    _add_query(export)
    export.add_argument("folder", type=Path, metavar="DIR")
    export.add_argument("--rows", action="store_true", help="write each asset's row as JSON, too")
    sync = command("sync", "keep the library of an account and its server the same")
    sync.add_argument("--once", action="store_true", help="until both are the same, then end")
    stats = command("stats", "count the assets and their sizes by type")
    stats.add_argument("--json", action="store_true")
    command("doctor", "look for what is wrong with the library; changes nothing")
    return parser


def _add_query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "query", metavar="QUERY", help="as in the search field of the window; '' is everything"
    )


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return count


def _version() -> str:
    try:
        return metadata.version("lightbox-library")
    except metadata.PackageNotFoundError:
        return "of a checkout"
