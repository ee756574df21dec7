"""Runs a script as `python SCRIPT` would, with its functions recorded.

    python bootstrap.py SCRIPT [ARGUMENTS]

The environment says where the traces go and what is recorded (`PYPSS_RUN`, JSON): `traces` a file, `root` the folder
of the program, `own` true when this runtime is to be found as `pypss` even where another is installed, `ending` a file
that tells which exception ended the script, `config` the file of settings that the user named. Spawned children of
multiprocessing run this file as well, for its hooks alone.
"""

import sys

_BEFORE = frozenset(sys.modules)
# A file of the program may be called like a module of Python: it is the program's to import, and not ours.
_FIRST = [] if getattr(sys.flags, "safe_path", False) else [sys.path.pop(0)]

import importlib  # noqa: E402
import importlib.machinery  # noqa: E402
import importlib.util  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402

_HERE = os.path.dirname(os.path.abspath(__file__))
_RUNTIME = os.path.dirname(_HERE)


def _is_installed(folders) -> bool:
    """Whether the program has another `pypss` to import. All finders are asked: editable installations have their own."""
    sys.path[:0] = folders
    try:
        return importlib.util.find_spec("pypss") is not None
    finally:
        del sys.path[: len(folders)]


def _load_runtime(name: str) -> None:
    spec = importlib.util.spec_from_file_location(
        name, os.path.join(_RUNTIME, "__init__.py"), submodule_search_locations=[_RUNTIME]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def _without_bytecode(load):
    """Loads the runtime without leaving __pycache__ folders in the installation."""
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return load()
    finally:
        sys.dont_write_bytecode = kept


def _uncover(folders) -> None:
    """Forgets the modules that only this file has loaded, where the program has one of that name in its folder."""
    for name in sys.modules.keys() - _BEFORE:
        top = name.partition(".")[0]
        if top in _BEFORE or top in ("pypss", "_pypss_runtime"):
            continue
        places = [os.path.join(folder, top) for folder in folders]
        if any(os.path.isfile(f"{place}.py") or os.path.isfile(os.path.join(place, "__init__.py")) for place in places):
            del sys.modules[name]


def _prepare(child: bool, folders):
    """Installs the hooks; returns the recording and the runtime's modules for running the script. `folders`: where the
    program's modules are looked for first."""
    order = json.loads(os.environ["PYPSS_RUN"])
    installed = not order.get("own", False) and _is_installed(folders)
    name = "_pypss_runtime" if installed else "pypss"
    _load_runtime(name)

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
    finder = part("launch.importing").RecordingFinder(recording, after)
    _uncover([*folders, order["root"]])
    sys.meta_path.insert(0, finder)
    sys.path[:0] = folders
    return recording, part, order.get("ending")


def _run(script: str) -> None:
    # As the interpreter does: the folder of the script, its links resolved, comes first.
    if os.path.isdir(script):
        folders = [script]
        path = os.path.join(os.getcwd(), script, "__main__.py")
    else:
        folders = [os.path.dirname(os.path.realpath(script))] if _FIRST else []
        path = os.path.join(os.getcwd(), script)
    recording, part, ending = _without_bytecode(lambda: _prepare(False, folders))
    part("launch.script").run_as_main(recording, path, ending)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("pypss: Python 3.11 or later is needed; %s is %d.%d" % (sys.executable, *sys.version_info[:2]))
    del sys.argv[0]
    _run(sys.argv[0])
elif __name__ == "pypss_child":
    _without_bytecode(lambda: _prepare(True, _FIRST))
