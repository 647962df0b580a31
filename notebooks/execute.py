"""Run the notebooks of this folder and store their output, or only try them.

    python notebooks/execute.py                    run all, store the output in place
    python notebooks/execute.py 03_peaks.ipynb     run some
    python notebooks/execute.py --check --small    run all on small settings, store nothing

With ``--small`` the environment variable ALLHOURS_SMALL is 1 and the parameters cells choose a short horizon.
What changes from run to run or between machines (times, the version of Python, random cell names, the state of
widgets, the error stream with its progress bars and warnings) is not stored, so that a second run leaves the
files as they were; warnings are shown in the shell instead. The answer in the first cell, after
``**Answer.**``, is taken from the output of the cell tagged ``answer``, so that it says what the run found. With
``--check`` a notebook that fails is kept in a temporary folder, with the output up to the failure.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

FOLDER = Path(__file__).resolve().parent
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
KEPT_IN_CELLS = ("tags", "slideshow", "jupyter")
WIDGET = "application/vnd.jupyter.widget-view+json"
ANSWER = re.compile(r"(?<=\*\*Answer\.\*\* ).*?(?=\n\n|\Z)", re.DOTALL)


def is_error_stream(output: nbformat.NotebookNode) -> bool:
    """Whether an output of a cell was printed to the error stream."""
    return output.output_type == "stream" and output.name == "stderr"


def warnings_in(notebook: nbformat.NotebookNode) -> list[str]:
    """The lines of the error stream that warn."""
    return [
        line
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if is_error_stream(output)
        for line in output.text.splitlines()
        if "Warning" in line
    ]


def with_answer(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with the output of the cell tagged `answer` as the answer in its first cell."""
    result = nbformat.from_dict(notebook)
    said = [
        output.data["text/markdown"]
        for cell in result.cells
        for output in cell.get("outputs", [])
        if "answer" in cell.metadata.get("tags", []) and "text/markdown" in output.get("data", {})
    ]
    if said:
        answer = " ".join(said[-1].split())
        result.cells[0].source = ANSWER.sub(lambda _: answer, result.cells[0].source)
    return result


def without_volatile_parts(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what differs between two runs of the same code."""
    result = nbformat.from_dict(notebook)
    result.nbformat, result.nbformat_minor = 4, 5
    result.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    seen: Counter[str] = Counter()
    for cell in result.cells:
        cell.metadata = nbformat.from_dict({key: value for key, value in cell.metadata.items() if key in KEPT_IN_CELLS})
        name = sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[name] += 1
        cell.id = name if seen[name] == 1 else f"{name}-{seen[name]}"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_error_stream(output)]
            for output in cell.outputs:  # a widget without its program is nothing: its still picture is kept
                output.get("data", {}).pop(WIDGET, None)
    return result


def run(path: Path, seconds: int) -> tuple[nbformat.NotebookNode, str]:
    """The executed notebook and, if it failed, why (else an empty text)."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=seconds,
        startup_timeout=300,  # a busy machine may need more than the usual minute to start a kernel
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:  # the last: the kernel did not start, or died
        return notebook, str(error)
    return notebook, ""


def main() -> int:
    """Run what the command line asks for; the exit status is 1 if a notebook failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of this folder, by name")
    parser.add_argument("--check", action="store_true", help="store nothing")
    parser.add_argument("--small", action="store_true", help="set ALLHOURS_SMALL=1 (only with --check)")
    parser.add_argument("--seconds", type=int, default=1800, help="longest time for one cell (default %(default)s)")
    options = parser.parse_args()
    if options.small and not options.check:
        parser.error("--small needs --check: figures from small settings are not to be stored")
    if options.small:
        os.environ["ALLHOURS_SMALL"] = "1"
    else:
        os.environ.pop("ALLHOURS_SMALL", None)
    # Frozen modules make the debugger in the kernel complain in the output.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"

    failed = []
    for path in options.notebooks or sorted(FOLDER.glob("*.ipynb")):
        start = time.perf_counter()
        notebook, failure = run(path.resolve(), options.seconds)
        print(f"{path.name}: {'failed' if failure else 'ok'}, {time.perf_counter() - start:.0f} s", flush=True)
        for warning in warnings_in(notebook):
            print(f"{path.name}: {warning}", file=sys.stderr)
        if failure:
            failed.append(path.name)
            kept = Path(tempfile.mkdtemp(prefix="allhours-notebook-")) / path.name
            nbformat.write(notebook, kept)
            print(f"{failure}\nThe notebook as far as it came: {kept}", file=sys.stderr)
        elif not options.check:
            nbformat.write(without_volatile_parts(with_answer(notebook)), path)
    if failed:
        print(f"{len(failed)} failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
