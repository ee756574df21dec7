/** The TypeScript runtime as a package sees it: beside the CommonJS bundle an ES module and types for both. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the bundle is, relative to the project. */
const FOLDER = 'dist/instrument';

/**
 * Writes index.mjs, which hands on what index.cjs exports (a program that imports both ways has one runtime), and a
 * declaration file for each source file that the public names need, once for ES modules and once for CommonJS.
 * @param {string} root the project folder
 * @returns {Promise<void>}
 * @throws when an export has no type of its own
 */
export async function writeRuntimeModule(root) {
  await Promise.all([writeModule(join(root, FOLDER)), writeTypes(join(root, 'src/instrument'), join(root, FOLDER))]);
}

async function writeModule(folder) {
  const names = Object.keys(createRequire(import.meta.url)(join(folder, 'index.cjs'))).sort();
  await writeFile(join(folder, 'index.mjs'), `export { ${names.join(', ')} } from './index.cjs';\n`);
}

async function writeTypes(source, target) {
  const { default: typescript } = await import('typescript');
  // Only what the public names need: the rest may use types that programs do not have.
  const files = new Set(['publicApi.ts']);
  for (const file of files) {
    const { outputText, diagnostics } = typescript.transpileDeclaration(await readFile(join(source, file), 'utf8'), {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: { target: 'es2024', module: 'esnext', isolatedDeclarations: true },
    });
    for (const { messageText } of diagnostics) throw new Error(`src/instrument/${file}: ${messageText}`);
    for (const [, path] of outputText.matchAll(/from\s+'(\.[^']*)'/g)) files.add(join(dirname(file), path));
    await mkdir(dirname(join(target, file)), { recursive: true });
    for (const kind of ['m', 'c']) {
      const types = outputText.replaceAll(/(from\s+'\.[^']*)\.ts'/g, `$1.${kind}js'`);
      await writeFile(join(target, file.replace(/\.ts$/, `.d.${kind}ts`)), types);
    }
  }
}
