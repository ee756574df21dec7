import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { analyzeFile } from '../../analysis/analyze.ts';
import { isRedisAddress } from '../../collect/redis/redisTarget.ts';
import { HistoryError } from '../../history/historyError.ts';
import type { HistoryStore } from '../../history/store.ts';
import type { Report } from '../../protocol/report.ts';
import type { ComparisonSide } from '../../score/comparison.ts';
import { visibleName } from '../format/visibleText.ts';
import { redisPassword } from '../redisPassword.ts';
import type { Session } from '../session.ts';

/** Reports are a few megabytes at most; a larger file of JSON is none. */
const LARGEST_REPORT = 256 * 2 ** 20;

/** A side that cannot be compared; the message is one line. */
export class SideError extends Error {}

/** A run is named by its number, unless a file of that name lies here. */
export async function isRunId(name: string): Promise<boolean> {
  if (!/^#?[1-9]\d{0,14}$/.test(name)) return false;
  return !(await stat(name).then(
    (found) => found.isFile(),
    () => false,
  ));
}

/** The stored report of a run. @throws SideError, HistoryError */
export async function storedSide(name: string, store: HistoryStore): Promise<ComparisonSide> {
  const id = Number(name.replace('#', ''));
  const run = await store.run(id);
  if (run === null) throw new SideError(`there is no run ${String(id)} in ${store.path}; pypss history lists them`);
  const report = await store.report(id);
  if (report === null) {
    throw new SideError(`run ${String(id)} holds scores only, no report to compare; PyPSS itself stores none`);
  }
  return { report, label: `run ${String(id)}`, run: id, timestamp: run.timestamp };
}

/** A trace file, what is in a Redis, or a report that `analyze --output` wrote. @throws SideError, HistoryError */
export async function fileSide(name: string, config: string | undefined, session: Session): Promise<ComparisonSide> {
  const side = (report: Report): ComparisonSide => ({ report, label: labelOf(name), run: null, timestamp: null });
  const request = { path: name, root: process.cwd(), ...(config === undefined ? {} : { configPath: config }) };
  const { progress } = session;
  if (isRedisAddress(name)) {
    const { analyzeRedis } = await import('../../collect/redis/readRedis.ts');
    const read = await analyzeRedis(request, redisPassword());
    if (!read.ok) throw new SideError(read.problem.message);
    return { report: read.report, label: read.report.source.path, run: null, timestamp: null };
  }
  const outcome = await analyzeFile(request, { onProgress: (state) => progress.show(state) }).finally(() =>
    progress.clear(),
  );
  if (outcome.ok) return side(outcome.report);
  if (outcome.problem.kind === 'no-traces') {
    const report = await reportIn(name);
    if (report !== null) return side(report);
  }
  throw new SideError(outcome.problem.message);
}

function labelOf(name: string): string {
  return name === '-' ? 'standard input' : path.basename(name);
}

/** The report in a file; null when it holds something else. */
async function reportIn(name: string): Promise<Report | null> {
  if (name === '-' || (await stat(name)).size > LARGEST_REPORT) return null;
  try {
    const value: unknown = JSON.parse(await readFile(name, 'utf8'));
    return isReport(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw new HistoryError('unavailable', name, `${visibleName(name)} cannot be read: ${String(error)}`);
  }
}

function isReport(value: unknown): value is Report {
  if (!isScored(value)) return false;
  const { schema, functions, modules, metrics } = value as Partial<Report>;
  const scopes = Array.isArray(functions) && Array.isArray(modules) ? [...functions, ...modules] : null;
  return schema === 1 && Array.isArray(metrics) && scopes !== null && scopes.every(isScored);
}

/** Whether it has what every scored part of a report has. Others may have written or cut the file. */
function isScored(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && isObject(value['scores']) && isObject(value['latency']);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
