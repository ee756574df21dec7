import { join } from 'node:path';
import { runNode } from '../toolchain/run.ts';

const CHECKS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'types', args: ['typescript/bin/tsc', '--noEmit', '-p', '.'] },
  { name: 'types of the dashboard', args: ['typescript/bin/tsc', '--noEmit', '-p', 'webview-ui'] },
  { name: 'types of the browser tests', args: ['typescript/bin/tsc', '--noEmit', '-p', 'test/e2e'] },
  { name: 'rules', args: ['eslint/bin/eslint.js', '.'] },
  { name: 'format', args: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];

/** Checks types, rules and format of everything; tells whether all is well. */
export async function checkCode(): Promise<boolean> {
  let clean = true;
  for (const {
    name,
    args: [script, ...rest],
  } of CHECKS) {
    const passed = await runNode([join('node_modules', script ?? ''), ...rest]);
    console.log(`${passed ? '✔' : '✖'} ${name}`);
    clean &&= passed;
  }
  return clean;
}
