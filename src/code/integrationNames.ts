/** Names under which PyPSS's integrations record calls, and the functions they stand for. */
import { pathParts } from './sourcePath.ts';
import type { SourceFunction } from './sourceFunction.ts';

const ROUTES = /(^|\.)(route|get|post|put|patch|delete|head|options|websocket|api_route)$/;
const TASKS = /(^|\.)(task|shared_task|periodic_task)$/;
const JOBS = /(^|\.)job$/;

/**
 * Whether a function is what an integration traced under `name`: `flask:shop.index`, `celery:shop.jobs.send`,
 * `rq:shop.jobs.send`, `test::tests/test_cart.py::TestCart::test_add[3]`, and `GET /items/{id}` of FastAPI.
 * @param file path of the file that holds the function
 */
export function isIntegration(name: string, fn: SourceFunction, file: string): boolean {
  if (fn.kind !== 'function') return false;
  const request = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/.*)$/.exec(name);
  if (request !== null) return isRoute(fn, request[1].toLowerCase(), request[2]);
  const prefixed = /^(flask|celery|rq):(.+)$/.exec(name);
  if (prefixed !== null) return isTask(prefixed[1], prefixed[2], fn, file);
  return name.startsWith('test::') && isTest(name.slice(6), fn, file);
}

/** Whether a traced name has one of these forms. */
export function isIntegrationName(name: string): boolean {
  return /^(flask:|celery:|rq:|test::|(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/)/.test(name);
}

function isRoute(fn: SourceFunction, method: string, path: string): boolean {
  return fn.decorators.some(({ name, text }) => {
    const verb = name.split('.').at(-1);
    return (verb === method || verb === 'api_route' || verb === 'route') && text === path;
  });
}

function isTask(kind: string, traced: string, fn: SourceFunction, file: string): boolean {
  const parts = traced.split('.');
  if (parts.at(-1) !== fn.name) return fn.decorators.some(({ name, text }) => TASKS.test(name) && text === traced);
  if (kind === 'flask') return fn.decorators.some(({ name }) => ROUTES.test(name));
  const modules = parts.slice(0, -1);
  const decorated = fn.decorators.some(({ name }) => (kind === 'celery' ? TASKS : JOBS).test(name));
  if (modules.length === 0) return decorated;
  return endsLike(moduleParts(file), modules) && (decorated || kind === 'rq') && fn.qualifiedName === fn.name;
}

function isTest(id: string, fn: SourceFunction, file: string): boolean {
  const parts = id.replace(/\[.*\]$/s, '').split('::');
  const path = parts[0].endsWith('.py') ? parts.shift()! : null;
  if (path !== null && !endsLike(pathParts(file), pathParts(path))) return false;
  if (path === null && !/(^|[\\/])(test_[^\\/]*|[^\\/]*_test)\.py$/.test(file)) return false;
  return parts.join('.') === fn.qualifiedName;
}

/** The dotted parts of a file's module, from the outermost folder on. */
export function moduleParts(file: string): string[] {
  const parts = pathParts(file);
  const last = (parts.pop() ?? '').replace(/\.[^.]*$/, '');
  return last === '__init__' ? parts : [...parts, last];
}

/** Whether a list ends with another one. */
export function endsLike(whole: readonly string[], end: readonly string[]): boolean {
  return end.length <= whole.length && end.every((part, i) => whole[whole.length - end.length + i] === part);
}
