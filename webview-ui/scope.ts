/** What is known of one module or function: its row of the report at once, its own report when it has been read. */
import type { Detail } from './choices.ts';
import type { TraceFilter } from '../src/protocol/question.ts';
import type { FunctionReport, MetricEvidence, ModuleReport, Report, ScopeReport } from '../src/protocol/report.ts';
import { METRICS } from './metrics.ts';

/** Which traces a module or function has. */
export function filterOf(detail: Detail): TraceFilter {
  if (detail.place === 'module') return { module: detail.module };
  const { name, filename, lineno } = detail;
  return { function: { name, filename, lineno } };
}

/** The row of a module or function; null when the report has none such, as in another stretch of time. */
export function rowOf(report: Report, detail: Detail): ModuleReport | FunctionReport | null {
  if (detail.place === 'module') return report.modules.find((row) => row.module === detail.module) ?? null;
  return report.functions.find((row) => isFunctionOf(row, detail)) ?? null;
}

/** The place of a function in `report.functions`, -1 when it is not there. */
export function functionIndex(report: Report, detail: Detail): number {
  return detail.place === 'module' ? -1 : report.functions.findIndex((row) => isFunctionOf(row, detail));
}

function isFunctionOf(row: FunctionReport, detail: Extract<Detail, { place: 'function' }>): boolean {
  return row.name === detail.name && row.filename === detail.filename && row.lineno === detail.lineno;
}

/** The place of a row. */
export function detailOf(row: ModuleReport | FunctionReport): Detail {
  if (!('filename' in row)) return { place: 'module', module: row.module };
  return { place: 'function', name: row.name, filename: row.filename, lineno: row.lineno };
}

/** Where the points of a row went, as far as its scores and the weights of the whole tell it: without reasons. */
export function metricsOfRow(row: ScopeReport, whole: Report): MetricEvidence[] {
  return METRICS.map(({ key, name }) => {
    const weight = whole.metrics.find((metric) => metric.metric === key)?.weight ?? 0;
    const score = row.scores[key];
    const pointsLost = weight * (1 - score) * 100;
    const unknown = { n: row.traces, smallSample: row.traces < 30, evidence: '', formula: '' };
    return { metric: key, name, score, weight, pointsLost, ...unknown, inputs: [], terms: [], contributors: [] };
  });
}
