import { packageExtension } from '../packaging/vsix.ts';
import { prepareHost } from '../host/setup.ts';
import { runMocha } from './mocha.ts';
import type { SuiteResult } from './result.ts';

/** A person at the screen: the packaged extension, installed into a real VS Code, used through a real browser. */
export async function runBrowserTests(): Promise<SuiteResult> {
  await prepareHost();
  const vsix = await packageExtension();
  const args = ['test/e2e/**/*.test.ts', '--timeout', '120000', '--slow', '10000', '--require', 'test/e2e/session.ts'];
  return runMocha('browser', args, { PYPSS_TEST_VSIX: vsix });
}
