import type { AnalysisProblem } from '../protocol/analysis.ts';
import type { ConfigDiagnostic } from '../score/config/configDiagnostic.ts';
import type { ScanResult } from '../trace/scan.ts';
import type { SourceError } from '../trace/source.ts';

/** The first error of a configuration, null if it can be used. */
export function configurationProblem(diagnostics: readonly ConfigDiagnostic[]): AnalysisProblem | null {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error === undefined) return null;
  const { file, line, column, message } = error;
  return {
    kind: 'configuration',
    message: `${file}:${String(line)}:${String(column)}: ${message}`,
    file,
    line,
    column,
  };
}

/** A source that could not be read (any more). */
export function problemOfSource(error: SourceError): AnalysisProblem {
  return { kind: error.kind, message: error.message, offset: error.offset };
}

function records(n: number, what: string): string {
  return `${String(n)} ${what}${n === 1 ? '' : 's'}`;
}

/** Why a scan gives no report; null if it gives one, which an empty list of traces does too (contract R2, R5, R10, R11). */
export function problemOfScan(path: string, result: ScanResult, cancelled: boolean): AnalysisProblem | null {
  const name = path === '-' ? 'standard input' : path;
  if (result.traces > 0) return null;
  if (cancelled) return { kind: 'cancelled', message: `Stopped before the first trace of ${name} was read.` };
  const { damage, skipped, metrics, sawTraceList } = result;
  if (skipped > 0 || metrics > 0) {
    const kept = [
      ...(skipped > 0 ? [`${records(skipped, 'record')} could not be used`] : []),
      ...(metrics > 0 ? [`${records(metrics, 'record')} only measured the system`] : []),
    ].join(', ');
    return {
      kind: 'only-skipped',
      message: `no traces in ${name}: ${kept}${damage === null ? '' : `; damaged at byte ${String(damage.offset)}: ${damage.reason}`}`,
    };
  }
  if (damage !== null) {
    return {
      kind: 'damaged',
      message: `no traces in ${name}: damaged at byte ${String(damage.offset)}, before the first whole trace: ${damage.reason}`,
      offset: damage.offset,
    };
  }
  if (sawTraceList) return null;
  return { kind: 'no-traces', message: `no traces in ${name}: found ${result.found}`, found: result.found };
}
