/** The licences of everything that the bundles contain, told by esbuild's own account of their inputs. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the texts go, relative to the project. */
export const LICENSES_FILE = 'dist/THIRD-PARTY-LICENSES.txt';

/**
 * @param {string} root the project folder
 * @param {import('esbuild').Metafile[]} metafiles one a bundle
 * @returns {Promise<void>}
 * @throws when a bundled package comes without a licence
 */
export async function writeLicenses(root, metafiles) {
  const notices = await Promise.all(bundledPackages(metafiles).map((folder) => notice(join(root, folder))));
  const head = `PyPSS for VS Code contains the following ${notices.length} packages, under these terms.\n`;
  await writeFile(join(root, LICENSES_FILE), [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`));
}

/**
 * Folders of the packages of which at least a byte went into an output.
 * @param {import('esbuild').Metafile[]} metafiles
 * @returns {string[]} sorted, relative to the project
 */
export function bundledPackages(metafiles) {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  return [...folders].sort();
}

async function notice(folder) {
  const { name, version, license, homepage } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).filter((entry) => /^licen[cs]e/i.test(entry)).sort()[0];
  const text = file === undefined ? null : (await readFile(join(folder, file), 'utf8')).trim();
  if (text === null && typeof license !== 'string') throw new Error(`${name} ${version} comes without a licence.`);
  const head = [`${name} ${version}`, license, homepage].filter((part) => typeof part === 'string').join('\n');
  return `${head}\n\n${text ?? `Distributed under the ${license} licence; the package carries no text of it.`}\n`;
}
