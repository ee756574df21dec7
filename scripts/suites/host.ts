/** Tests that run inside the extension host of a real VS Code, beside the extension. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../toolchain/projectFolder.ts';
import { prepareServicePrograms } from '../toolchain/servicePrograms.ts';
import { bundleHostTests } from './hostBundle.ts';
import { runInBrowserHost } from './hostInBrowser.ts';
import { desktopIsWanted, runInDesktopHost } from './hostOnDesktop.ts';
import { copySamples } from './samplesCopy.ts';
import { type SuiteResult, brokenSuite, judge } from './result.ts';

/** What the suite writes when it ends; `test/host/index.ts` is the writer. */
interface HostRun {
  readonly tests: readonly {
    readonly title: string;
    readonly state: 'passed' | 'failed' | 'pending';
    readonly error?: string;
  }[];
  readonly measurements: readonly string[];
}

/** What a way to run the suite is given. */
export interface HostTask {
  /** Absolute path of the bundled suite. */
  readonly suite: string;
  /** Folder to open. */
  readonly workspace: string;
  /** Absolute paths of extensions to load beside ours: they stand in for those of others. */
  readonly extensions: readonly string[];
  /** For the extension host: where the results go. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function runHostTests(): Promise<SuiteResult> {
  const missing = prepareServicePrograms();
  if (missing.length > 0) return brokenSuite('host', missing.join(' '));
  const folder = await mkdtemp(join(tmpdir(), 'pypss-host-'));
  const results = join(folder, 'results.json');
  try {
    const task: HostTask = {
      suite: await bundleHostTests(),
      workspace: await copySamples(folder),
      extensions: [join(projectFolder, 'test', 'host', 'pythonExtension')],
      environment: { PYPSS_TEST_RESULTS: results },
    };
    const trouble = await (desktopIsWanted() ? runInDesktopHost(task) : runInBrowserHost(task));
    const text = await readFile(results, 'utf8').catch(() => null);
    if (text === null) return brokenSuite('host', trouble ?? 'the editor ended without a result');
    return report(JSON.parse(text) as HostRun, trouble);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(run: HostRun, trouble: string | null): SuiteResult {
  const count = (state: string): number => run.tests.filter((test) => test.state === state).length;
  for (const { title, state, error } of run.tests) {
    console.log(`  ${state === 'passed' ? '✔' : state === 'failed' ? '✖' : '-'} ${title}`);
    if (error !== undefined) console.log(error.replace(/^/gm, '      '));
  }
  for (const measurement of run.measurements) console.log(`  ${measurement}`);
  return judge(
    'host',
    {
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('pending'),
      failures: run.tests
        .filter(({ state }) => state === 'failed')
        .map(({ title, error }) => ({ title, error: error ?? '' })),
    },
    trouble === null,
  );
}
