"""The suite from a shell: `main`. The commands live in this folder, one file per family; `parser.py` offers them.

Exit status: 0 all well; 1 a target is missed or something is not feasible; 2 the input is wrong; 130 interrupted;
143 terminated (SIGTERM).
Heavy libraries are imported inside the commands, so that `check` and `--help` answer at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from sim.cli.console import say_error
from sim.cli.interrupt import Terminated, terminated_like_interrupted
from sim.cli.parser import as_one_word, command_line
from sim.cli.status import BAD_INPUT, DONE, INTERRUPTED, TERMINATED
from sim.errors import InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status of a command; `arguments` None takes those of the process."""
    options = command_line().parse_args(as_one_word(sys.argv[1:] if arguments is None else arguments))
    try:
        with terminated_like_interrupted():
            status: int = options.command(options)
            sys.stdout.flush()
            return status
    except InputError as error:
        say_error(options.json, str(error), [vars(problem) for problem in error.problems])
        return BAD_INPUT
    except KeyboardInterrupt as error:
        is_terminated = isinstance(error, Terminated)
        what = "terminated" if is_terminated else "interrupted"
        say_error(options.json, f"{what}; nothing was left half-written", [])
        return TERMINATED if is_terminated else INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away; so do we, quietly
        return DONE
