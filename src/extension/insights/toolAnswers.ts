/** What language models are told of a report: plain data in pages, the report's own figures. */
import type { Comparison } from '../../protocol/history.ts';
import type { FunctionReport, Report } from '../../protocol/report.ts';
import { pointsLost } from './lensFigures.ts';

/** Rows of a page. */
export const PAGE = 25;

export interface Page<T> {
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly rows: readonly T[];
}

/** @param page from 1; beyond the last there are no rows */
export function pageOf<T, R>(all: readonly T[], page: number, row: (one: T) => R): Page<R> {
  const wanted = Number.isSafeInteger(page) && page > 0 ? page : 1;
  const rows = all.slice((wanted - 1) * PAGE, wanted * PAGE).map(row);
  return { page: wanted, pages: Math.max(1, Math.ceil(all.length / PAGE)), total: all.length, rows };
}

/** The score, where its points went, and how much more there is to ask for. */
export function summaryOf(report: Report, label: string): object {
  const { pss, scores, traces, errors, skipped, damage, latency, time, exact, complete, warnings } = report;
  return {
    source: label,
    pss,
    scores,
    traces,
    errors,
    skipped,
    damage,
    exact,
    complete,
    latencySeconds: latency,
    time,
    pointsLost: report.metrics.map(({ metric, name, pointsLost: points, evidence, contributors }) => ({
      metric,
      name,
      points,
      evidence,
      contributors: contributors.map(({ name: fn, module, share }) => ({ function: fn, module, share })),
    })),
    counts: {
      functions: report.functions.length,
      modules: report.modules.length,
      advice: report.advice.length,
      exceptions: report.exceptions.length,
    },
    warnings,
  };
}

/** One row of the list of functions. */
export function functionRow({ name, module, filename, lineno, pss, traces, errors, latency }: FunctionReport): object {
  return { name, module, filename, lineno, pss, calls: traces, errors, p50: latency.p50, p95: latency.p95 };
}

export function partOfReport(report: Report, part: string, module: string | undefined, page: number): object {
  switch (part) {
    case 'functions': {
      const functions = module === undefined ? report.functions : report.functions.filter((fn) => fn.module === module);
      return pageOf(functions, page, functionRow);
    }
    case 'modules':
      return pageOf(report.modules, page, ({ module: name, pss, traces, errors, latency }) => ({
        module: name,
        pss,
        calls: traces,
        errors,
        p50: latency.p50,
        p95: latency.p95,
      }));
    case 'advice':
      return pageOf(
        report.advice,
        page,
        ({ severity, title, evidence, step, function: fn, filename, lineno, worth }) => ({
          severity,
          title,
          evidence,
          step,
          function: fn,
          filename,
          lineno,
          worth,
        }),
      );
    case 'exceptions':
      return pageOf(report.exceptions, page, ({ type, message, example, count, function: number }) => ({
        type,
        message,
        example,
        count,
        function: report.functions[number]?.name ?? null,
      }));
    default:
      return {};
  }
}

/** Functions whose name is the wanted one, else those that end with it. */
export function functionsNamed(report: Report, name: string, file: string | undefined): FunctionReport[] {
  const inFile = (fn: FunctionReport) =>
    file === undefined || (fn.filename?.replaceAll('\\', '/').endsWith(file.replaceAll('\\', '/')) ?? false);
  const exact = report.functions.filter((fn) => fn.name === name && inFile(fn));
  if (exact.length > 0) return exact;
  return report.functions.filter((fn) => fn.name.endsWith(`.${name}`) && inFile(fn));
}

/** Everything that the report knows of a function. */
export function functionEvidence(report: Report, fn: FunctionReport, place: string | null): object {
  const number = report.functions.indexOf(fn);
  const { spread: _, ...figures } = fn;
  const calls = (list: Report['slowest']) =>
    list
      .filter((call) => call.function === number)
      .slice(0, 10)
      .map(({ timestamp, duration, exceptionType, exceptionMessage }) => ({
        timestamp,
        seconds: duration,
        exceptionType,
        exceptionMessage,
      }));
  return {
    ...figures,
    sourceInWorkspace: place,
    pointsLost: pointsLost(fn.scores, report.config.weights),
    advice: report.advice
      .filter((advice) => advice.function === fn.name && advice.filename === fn.filename)
      .map(({ title, evidence, step }) => ({ title, evidence, step })),
    amongSlowestOfFile: calls(report.slowest),
    firstFailures: calls(report.failures),
  };
}

/** What moved, functions that moved the score most first. */
export function comparisonAnswer(comparison: Comparison, page: number): object {
  const side = ({ label, pss, traces, errors }: Comparison['base']) => ({ label, pss, traces, errors });
  return {
    base: side(comparison.base),
    head: side(comparison.head),
    metrics: comparison.metrics,
    note: 'Points are of the score of 100; negative is worse. Two runs alone cannot tell a change from chance.',
    functions: pageOf(comparison.functions, page, ({ name, module, filename, lineno, base, head, points }) => ({
      name,
      module,
      filename,
      lineno,
      points,
      base,
      head,
    })),
  };
}
