/**
 * `npm test`: everything that must hold. Ends with one line, `N passed, N failed`.
 *
 *   npm test                      all suites
 *   npm test -- unit browser      some of them: lint, unit, host, browser
 */
import { checkCode } from './suites/lint.ts';
import { runBrowserTests } from './suites/e2e.ts';
import { runHostTests } from './suites/host.ts';
import { type SuiteResult, brokenSuite } from './suites/result.ts';
import { runUnitTests } from './suites/unit.ts';
import { runNode } from './toolchain/run.ts';

const SUITES: Readonly<Record<string, () => Promise<SuiteResult>>> = {
  lint: async () =>
    (await checkCode()) ? { name: 'lint', passed: 0, failed: 0, skipped: 0 } : brokenSuite('lint', 'see above'),
  unit: runUnitTests,
  host: runHostTests,
  browser: runBrowserTests,
};

/** Characters of an error in the summary; the whole is above, where the test ran. */
const LONGEST_ERROR = 1500;

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !Object.hasOwn(SUITES, name));
if (unknown !== undefined) {
  console.error(`Unknown suite ${unknown}; there are ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

const results: { readonly result: SuiteResult; readonly seconds: number }[] = [];
const built = await runNode(['esbuild.mjs']);
if (!built) results.push({ result: brokenSuite('build', 'see above'), seconds: 0 });
for (const [name, run] of Object.entries(SUITES)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n== ${name} ==`);
  const start = performance.now();
  const result = await run().catch((error: unknown) =>
    brokenSuite(name, error instanceof Error ? error.message : String(error)),
  );
  results.push({ result, seconds: (performance.now() - start) / 1000 });
}

console.log('\n== summary ==');
for (const { result, seconds } of results) {
  const { name, passed, failed, skipped, trouble } = result;
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  console.log(
    `${name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${counts}${trouble === undefined ? '' : `  (${trouble})`}`,
  );
}
for (const { result } of results) {
  for (const { title, error } of result.failures ?? []) {
    console.log(`\nFAILED in ${result.name}: ${title}\n${error.slice(0, LONGEST_ERROR).replace(/^/gm, '    ')}`);
  }
}
const passed = results.reduce((sum, { result }) => sum + result.passed, 0);
const failed = results.reduce((sum, { result }) => sum + result.failed, 0);
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);
