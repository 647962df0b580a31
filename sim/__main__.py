"""The command line as ``python -m sim``; the commands live in ``sim.cli``."""

from sim.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
