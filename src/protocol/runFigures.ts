import type { RunFigures } from './history.ts';
import type { Report } from './report.ts';

/**
 * The figures of a report that changes are told from.
 * @param mostModules modules that may be among them, those of the lowest scores
 */
export function runFigures(report: Report, mostModules = Infinity): RunFigures {
  const { traces, errors, latency, waiting, time, modules } = report;
  const cut = modules.length > mostModules;
  const told = cut ? modules.toSorted((a, b) => a.pss - b.pss).slice(0, mostModules) : modules;
  return {
    traces,
    errors,
    span: time === null ? null : time.to - time.from,
    latency,
    waiting,
    modules: told.map(({ module, pss }) => [module, pss]),
    cut,
  };
}
