/** The same host tests in a desktop VS Code, which @vscode/test-electron fetches. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { projectFolder } from '../toolchain/projectFolder.ts';
import type { HostTask } from './host.ts';

/** VSCODE_TEST_DESKTOP=1 or 0 decides; else a desktop is used where there is one. */
export function desktopIsWanted(): boolean {
  const wish = process.env['VSCODE_TEST_DESKTOP'];
  if (wish !== undefined && wish !== '') return wish === '1';
  return process.platform === 'win32' || process.platform === 'darwin';
}

/** Runs the suite; returns null when it ended well, else what went wrong. */
export async function runInDesktopHost(task: HostTask): Promise<string | null> {
  try {
    await runTests({
      extensionDevelopmentPath: [projectFolder, ...task.extensions],
      extensionTestsPath: task.suite,
      extensionTestsEnv: { ...task.environment },
      launchArgs: [
        task.workspace,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--user-data-dir',
        join(tmpdir(), 'pypss-desktop'),
      ],
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
