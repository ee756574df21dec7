import { deflateSync, inflateSync } from 'node:zlib';
import type { Report, TraceRef } from '../protocol/report.ts';

/** Functions and modules that a stored report keeps at first. */
const MOST = 2000;
/** Compressed bytes of a stored report. */
const LARGEST = 2 * 2 ** 20;
/** Text of a report that is unpacked again, so that a file that somebody else made cannot fill the memory. */
const LARGEST_TEXT = 256 * 2 ** 20;

/** A report as it lies in the file. */
export interface PackedReport {
  data: Uint8Array;
  /** What was left out, for people; null when all is there. */
  cut: string | null;
}

/** Packs a report, with the lesser functions and modules left out where it would take more than 2 MiB. */
export function packReport(report: Report): PackedReport {
  for (let most = MOST; ; most = Math.floor(most / 4)) {
    const { shortened, cut } = shortenReport(report, most);
    const data = deflateSync(JSON.stringify(shortened));
    if (data.length <= LARGEST || most === 0) return { data, cut };
  }
}

/** @throws Error when the bytes are no packed report */
export function unpackReport(data: Uint8Array): Report {
  const text = inflateSync(data, { maxOutputLength: LARGEST_TEXT }).toString('utf8');
  const report = JSON.parse(text) as Partial<Report> | null;
  if (typeof report !== 'object' || report === null || report.schema !== 1 || !Array.isArray(report.functions)) {
    throw new Error('it holds something else than a report');
  }
  return report as Report;
}

/**
 * The report with its functions and modules cut to `most` each: those that failures, slow calls and exceptions point
 * to, and those with most traces. Totals and scores stay those of the whole.
 */
export function shortenReport(report: Report, most: number): { shortened: Report; cut: string | null } {
  const lostFunctions = Math.max(0, report.functions.length - most);
  const lostModules = Math.max(0, report.modules.length - most);
  const bare = most === 0;
  if (lostFunctions + lostModules === 0 && !bare) return { shortened: report, cut: null };
  const { kept, place } = keptFunctions(report, most);
  const moved = <T extends { function: number }>(one: T): T => ({ ...one, function: place.get(one.function) ?? -1 });
  const largest = new Set([...report.modules].sort((a, b) => b.traces - a.traces).slice(0, most));
  const cut = `stored without ${String(lostFunctions)} functions and ${String(lostModules)} modules, to save space`;
  const shortened: Report = {
    ...report,
    functions: kept,
    modules: report.modules.filter((module) => largest.has(module)),
    failures: bare ? [] : report.failures.map((ref): TraceRef => moved(ref)),
    slowest: bare ? [] : report.slowest.map((ref): TraceRef => moved(ref)),
    exceptions: bare ? [] : report.exceptions.map(moved),
    heat: bare ? null : report.heat,
    warnings: [...report.warnings, `This run was ${cut}; the score counts all.`],
  };
  return { shortened, cut };
}

function keptFunctions(report: Report, most: number): { kept: Report['functions']; place: Map<number, number> } {
  const { functions } = report;
  const named = new Set([...report.exceptions, ...report.failures, ...report.slowest].map((one) => one.function));
  const ranked = functions
    .map((_, i) => i)
    .sort((a, b) => Number(named.has(b)) - Number(named.has(a)) || functions[b].traces - functions[a].traces)
    .slice(0, most)
    .sort((a, b) => a - b);
  return { kept: ranked.map((i) => functions[i]), place: new Map(ranked.map((i, to) => [i, to])) };
}
