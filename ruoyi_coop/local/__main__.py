"""The way in from bin/: loads this folder as a package of its own, so that no wheel is needed yet."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "portal_local"


def load() -> None:
    """Import the package by its path; `ruoyi_coop` itself imports Celery, which may not be installed yet."""
    spec = spec_from_file_location(NAME, HERE / "__init__.py", submodule_search_locations=[str(HERE)])
    sys.modules[NAME] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules[NAME])


if __name__ == "__main__":
    sys.path.pop(0)  # this folder's own names must not shadow anything
    load()
    from portal_local.cli import main

    sys.exit(main(sys.argv[1:]))
