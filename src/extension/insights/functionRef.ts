/** A function of the shown report, as commands carry it. */
import type { DashboardPlace } from '../../protocol/dashboard.ts';
import type { FunctionReport } from '../../protocol/report.ts';
import type { FunctionPart } from './lensFigures.ts';
import type { ReportIndex } from './reportIndex.ts';

export interface FunctionRef {
  /** Its number in the report. */
  readonly number: number;
  /** Checked against the report, which may have been read again since; links carry no text of traces, so theirs is empty. */
  readonly name: string;
}

/** The function that a command's argument names; undefined if it names none of this report. */
export function functionOf(value: unknown, index: ReportIndex): FunctionReport | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { number, name } = value as Partial<Record<keyof FunctionRef, unknown>>;
  if (typeof number !== 'number' || typeof name !== 'string') return undefined;
  const fn = index.at(number);
  return fn?.name === name || name === '' ? fn : index.report.functions.find((other) => other.name === name);
}

/** The part of the function's page that a command's argument names. */
export function partOf(value: unknown): FunctionPart | undefined {
  return value === 'slowest' || value === 'failures' || value === 'why' ? value : undefined;
}

export function placeOf(fn: FunctionReport, part?: FunctionPart): DashboardPlace {
  const { name, filename, lineno } = fn;
  const place = { place: 'function' as const, name, filename, lineno };
  return part === undefined ? place : { ...place, part };
}
