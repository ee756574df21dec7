import { glob, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from '../toolchain/projectFolder.ts';

/** Below the project, so that the bundle finds mocha in its node_modules. */
const OUTPUT = join(projectFolder, '.cache', 'host-tests');

/**
 * Bundles the suite as CommonJS, the form in which VS Code loads a test suite.
 * @returns the path of its index, as `extensionTestsPath` wants it
 */
export async function bundleHostTests(): Promise<string> {
  await rm(OUTPUT, { recursive: true, force: true });
  const tests = (await Array.fromAsync(glob('test/host/suite/**/*.test.ts', { cwd: projectFolder }))).sort();
  await build({
    absWorkingDir: projectFolder,
    entryPoints: ['test/host/index.ts', ...tests],
    outdir: OUTPUT,
    outbase: 'test/host',
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    logLevel: 'warning',
    external: ['vscode', 'mocha'],
  });
  // The project's package.json makes .js files ES modules; these are not.
  await writeFile(join(OUTPUT, 'package.json'), '{"type":"commonjs"}\n');
  return join(OUTPUT, 'index.js');
}
