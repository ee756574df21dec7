import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewRun } from '../../../src/history/insertRun.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { accumulate, random, reportOf, type Call } from '../analysis/feed.ts';

/** Stores a run without git, by PyPSS's rule. */
export const PLAIN: NewRun = { rule: { drop: 10, limit: 5 }, retentionDays: 90 };

/** A small program; `slow` stretches the durations of `charge_card`, `spike` those of each fifth call of it. */
export function smallReport(seed = 1, slow = 1, spike = 1): Report {
  const dice = random(seed);
  const calls: Call[] = [];
  for (let i = 0; i < 60; i++) {
    const where = { module: 'shop.payments', filename: '/srv/shop/payments.py', memory: 1e8, timestamp: 1.7e9 + i };
    calls.push({
      ...where,
      name: 'charge_card',
      lineno: 3,
      duration: 0.02 * (i % 5 === 0 ? slow * spike : slow) * (1 + dice()),
    });
    calls.push({ ...where, name: 'refund', lineno: 30, duration: 0.01 * (1 + dice()), error: i % 20 === 0 });
  }
  return reportOf(accumulate(calls));
}

/** A folder of its own for each test, removed afterwards. */
export function useFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-history-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

/** A process that stores `count` runs one after another and prints the id of each. */
export function storeMany(file: string, count: number): ChildProcess {
  const script = join(import.meta.dirname, 'storeMany.ts');
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, file, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
