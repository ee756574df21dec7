import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { layers } from '../../../../scripts/lint/layers.mjs';

/** Only the rule under test, so that a snippet need be no part of a TypeScript project. */
const eslint = new ESLint({
  overrideConfigFile: true,
  baseConfig: [{ files: ['**/*.ts'] }, ...layers],
  cwd: join(import.meta.dirname, '..', '..', '..', '..'),
});

async function complaints(filePath: string, imported: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import { x } from '${imported}';\nx();\n`, { filePath });
  return result.messages.map(({ message }) => message);
}

describe('layering', function () {
  const FORBIDDEN = [
    ['src/trace/a.ts', '../analysis/b.ts'],
    ['src/trace/a.ts', '../stats/b.ts'],
    ['src/stats/a.ts', '../score/b.ts'],
    ['src/stats/a.ts', 'node:fs'],
    ['src/score/a.ts', 'fs/promises'],
    ['src/score/config/a.ts', '../../analysis/b.ts'],
    ['src/protocol/a.ts', '../stats/b.ts'],
    ['src/analysis/a.ts', '../extension/b.ts'],
    ['src/analysis/a.ts', 'vscode'],
    ['src/cli/a.ts', 'vscode'],
    ['src/cli/format/a.ts', '../../extension/b.ts'],
    ['src/extension/a.ts', '../cli/b.ts'],
    ['src/extension/a.ts', '../../webview-ui/b.ts'],
    ['webview-ui/a.ts', '../src/analysis/b.ts'],
    ['webview-ui/view/a.ts', '../../src/stats/b.ts'],
    ['webview-ui/a.ts', 'node:path'],
    ['webview-ui/a.ts', 'vscode'],
  ] as const;
  for (const [file, imported] of FORBIDDEN) {
    it(`keeps ${imported} out of ${file}`, async () => {
      assert.equal((await complaints(file, imported)).length, 1);
    });
  }

  const ALLOWED = [
    ['src/score/a.ts', '../stats/b.ts'],
    ['src/score/config/a.ts', '../pss.ts'],
    ['src/analysis/a.ts', '../trace/b.ts'],
    ['src/analysis/a.ts', 'node:fs'],
    ['src/analysis/report/a.ts', '../accumulator.ts'],
    ['src/extension/traceEditor/a.ts', 'vscode'],
    ['src/extension/traceEditor/a.ts', '../../analysis/client.ts'],
    ['src/extension.ts', 'vscode'],
    ['webview-ui/view/a.ts', '../../src/protocol/b.ts'],
    ['webview-ui/a.ts', 'lit'],
  ] as const;
  for (const [file, imported] of ALLOWED) {
    it(`lets ${imported} into ${file}`, async () => {
      assert.deepEqual(await complaints(file, imported), []);
    });
  }
});
