"""Runs a script as `python SCRIPT` would, with its functions recorded.

    python bootstrap.py SCRIPT [ARGUMENTS]

The environment says where the traces go and what is recorded (`PYPSS_RUN`, JSON): `traces` a file, `root` the folder
of the program, `own` true when this runtime is to be found as `pypss` even where another is installed, `ending` a file
that tells which exception ended the script, `config` the file of settings that the user named. Spawned children of
multiprocessing run this file as well, for its hooks alone.
"""

import importlib
import importlib.machinery
import importlib.util
import json
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
_RUNTIME = os.path.dirname(_HERE)


def _load_runtime(own: bool) -> str:
    """Loads the runtime and returns the name under which it is known: `pypss` unless another package has that name."""
    # All finders are asked: editable installations have one of their own.
    installed = None if own else importlib.util.find_spec("pypss")
    name = "pypss" if installed is None else "_pypss_runtime"
    spec = importlib.util.spec_from_file_location(
        name, os.path.join(_RUNTIME, "__init__.py"), submodule_search_locations=[_RUNTIME]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return name


def _without_bytecode(load):
    """Loads the runtime without leaving __pycache__ folders in the installation."""
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return load()
    finally:
        sys.dont_write_bytecode = kept


def _prepare(child: bool):
    """Installs the hooks; returns the recording and the runtime's modules for running the script."""
    order = json.loads(os.environ["PYPSS_RUN"])
    name = _load_runtime(order.get("own", False))

    def part(path):
        return importlib.import_module(f"{name}.{path}")

    config = part("config")
    if "config" in order:
        config.read_from(order["config"])
    settings = config.settings()
    recording = part("launch.recording").Recording(order["root"], settings, decorated=name == "pypss")
    recording.install()
    collector = part("instrumentation.collectors.file_fifo").FileFIFOCollector(order["traces"])
    part("instrumentation.collectors.registry").set_tap(collector.take)
    children = part("launch.children")
    bootstrap = os.path.join(_HERE, "bootstrap.py")
    after = {
        "multiprocessing.spawn": lambda module: children.record_spawned(bootstrap, module),
        "multiprocessing.forkserver": lambda module: children.record_fork_server(bootstrap, module),
    }
    for loaded in after.keys() & sys.modules.keys():
        after.pop(loaded)(sys.modules[loaded])
    if child:
        import runpy

        children.record_main_of_child(recording, runpy)
    sys.meta_path.insert(0, part("launch.importing").RecordingFinder(recording, after))
    return recording, part, order.get("ending")


def _run(script: str) -> None:
    # As the interpreter does: the folder of the script, its links resolved, comes first.
    if os.path.isdir(script):
        sys.path[0] = script
        path = os.path.join(os.getcwd(), script, "__main__.py")
    else:
        sys.path[0] = os.path.dirname(os.path.realpath(script))
        path = os.path.join(os.getcwd(), script)
    recording, part, ending = _without_bytecode(lambda: _prepare(child=False))
    part("launch.script").run_as_main(recording, path, ending)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("pypss: Python 3.11 or later is needed; %s is %d.%d" % (sys.executable, *sys.version_info[:2]))
    del sys.argv[0]
    _run(sys.argv[0])
elif __name__ == "pypss_child":
    _without_bytecode(lambda: _prepare(child=True))
