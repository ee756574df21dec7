/** A history of some days for pictures: what a team that stores its runs sees on a Monday morning. */
import { join } from 'node:path';
import { analyzeFile } from '../../src/analysis/analyze.ts';
import { HistoryStore } from '../../src/history/store.ts';

const HOUR = 3600;

/** Samples by age in hours, oldest first. */
const RUNS: readonly { readonly file: string; readonly age: number; readonly note?: string }[] = [
  { file: 'etl.pypss.ndjson', age: 98 },
  { file: 'traces.json', age: 74 },
  { file: 'traces.json', age: 50, note: 'Python 3.13' },
  { file: 'sale.traces.json.gz', age: 49 },
  { file: 'traces.json', age: 27 },
  { file: 'traces.json', age: 26 },
  { file: 'traces.json', age: 3 },
  { file: 'night.traces.json', age: 1 },
];

/** Stores the samples as runs of the last days in the workspace's history. */
export async function storePastRuns(workspace: string): Promise<void> {
  const today = Date.now() / 1000;
  for (const { file, age, note } of RUNS) {
    const path = join(workspace, file);
    const outcome = await analyzeFile({ path, root: workspace });
    if (!outcome.ok) throw new Error(outcome.problem.message);
    const store = await HistoryStore.open(join(workspace, 'pypss_history.db'), {
      mode: 'write',
      now: () => today - age * HOUR,
    });
    await store.store(outcome.report, {
      source: { trace_file: path },
      git: { commit: `${age}`.padStart(40, 'c'), branch: 'main', dirty: false },
      note: note ?? null,
      rule: { drop: 10, limit: 5 },
      retentionDays: 0,
    });
    await store.close();
  }
}
