"""Source text → code whose functions record their calls.

Plain functions and generators get a ``with`` around their body: no wrapper, so the function stays the same object for
pickling, inspection and decorators, and tracebacks show no extra frame. Coroutines and asynchronous generators get the
decorator below all others, which follows them from step to step.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import CodeType

from ..instrumentation.trace import Place

#: Names under which recorded code finds the runtime, in `builtins`.
CALL_NAME = "__pypss_call__"
GENERATOR_NAME = "__pypss_generator__"
ASYNC_NAME = "__pypss_async__"

Register = Callable[[Place], int]


def compile_recorded(
    source: bytes | str, path: str, module: str, register: Register, ignored_prefix: str, decorated: bool
) -> CodeType:
    """The code of a module with its functions recorded.

    `register` keeps a place and returns its number. Functions whose name starts with `ignored_prefix` are left alone,
    and with `decorated` also those that record themselves. Raises SyntaxError as `compile` does.
    """
    tree = ast.parse(source, path)
    recorders = _recorders_in(tree) if decorated else frozenset()
    _Rewriter(path, module, register, ignored_prefix, recorders).visit(tree)
    ast.fix_missing_locations(tree)
    return compile(tree, path, "exec", dont_inherit=True)


class _Rewriter(ast.NodeTransformer):
    def __init__(
        self, path: str, module: str, register: Register, ignored_prefix: str, recorders: frozenset[str]
    ) -> None:
        self._path = path
        self._module = module
        self._register = register
        self._ignored_prefix = ignored_prefix
        self._recorders = recorders
        self._scope: list[str] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self._inside(node, node.name)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self._inside(node, f"{node.name}.<locals>")
        if self._wanted(node):
            self._enclose(node)
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        self._inside(node, f"{node.name}.<locals>")
        if self._wanted(node):
            call = _call(ASYNC_NAME, self._register(self._place(node)))
            # Where the interpreter sees the function begin must not move.
            ast.copy_location(call, node.decorator_list[-1] if node.decorator_list else node)
            node.decorator_list.append(call)
        return node

    def _inside(self, node: ast.AST, scope: str) -> None:
        self._scope.append(scope)
        self.generic_visit(node)
        self._scope.pop()

    def _wanted(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        if self._ignored_prefix and node.name.startswith(self._ignored_prefix):
            return False
        if _is_stub(node):
            return False
        return not any(_name_of(decorator) in self._recorders for decorator in node.decorator_list)

    def _enclose(self, node: ast.FunctionDef) -> None:
        docstring = 1 if ast.get_docstring(node, clean=False) is not None else 0
        body = node.body[docstring:]
        name = GENERATOR_NAME if _yields(node) else CALL_NAME
        enclosed = ast.With(items=[ast.withitem(context_expr=_call(name, self._register(self._place(node))))], body=body)
        ast.copy_location(enclosed, body[0])
        ast.copy_location(enclosed.items[0].context_expr, body[0])
        node.body[docstring:] = [enclosed]

    def _place(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Place:
        line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        return Place(".".join([*self._scope, node.name]), self._path, line, self._module)


def _call(name: str, number: int) -> ast.Call:
    return ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=[ast.Constant(number)], keywords=[])


def _yields(node: ast.AST) -> bool:
    """Whether a function yields itself; those inside it do not count."""
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return any(
        isinstance(child, (ast.Yield, ast.YieldFrom)) or (not isinstance(child, inner) and _yields(child))
        for child in ast.iter_child_nodes(node)
    )


def _is_stub(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A docstring or `...` and nothing else: a protocol's or an overload's signature."""
    return all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) for line in node.body)


def _recorders_in(tree: ast.AST) -> frozenset[str]:
    """The names by which a module may call `monitor_function`: its own, and those given by `as` or an assignment."""
    names = {"monitor_function"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names.update(alias.asname for alias in node.names if alias.asname and alias.name == "monitor_function")
        elif isinstance(node, ast.Assign) and _name_of(node.value) in names and not isinstance(node.value, ast.Call):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return frozenset(names)


def _name_of(expression: ast.expr) -> str:
    """The last name of a decorator or what it calls: `monitor_function` of `pypss.monitor_function("name")`."""
    target = expression.func if isinstance(expression, ast.Call) else expression
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""
