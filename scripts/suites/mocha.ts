/** Runs test files with mocha in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../toolchain/projectFolder.ts';
import { type Counts, type SuiteResult, brokenSuite, judge } from './result.ts';

/**
 * @param name what the summary calls the suite
 * @param args mocha's arguments: files, time limits
 * @param environment more environment for the tests
 */
export async function runMocha(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'pypss-counts-'));
  const counts = join(folder, 'counts.json');
  const mocha = join(projectFolder, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const reporter = join(projectFolder, 'scripts', 'suites', 'countingReporter.cjs');
  try {
    // A connection or a child that a failed test leaves behind must not keep the run from ending.
    const child = spawn(process.execPath, [mocha, '--forbid-only', '--exit', '--reporter', reporter, ...args], {
      cwd: projectFolder,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment, PYPSS_TEST_COUNTS: counts },
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    const text = await readFile(counts, 'utf8').catch(() => null);
    if (text === null) return brokenSuite(name, `mocha ended with ${code ?? 'a signal'} before its tests did`);
    return judge(name, JSON.parse(text) as Counts, code === 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
