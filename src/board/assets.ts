/** The files of the dashboard as the build made them. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** Beside the bundled command line; from the sources in the folder where the build puts it. */
const FOLDERS = ['webview', '../../dist/webview'].map((folder) => join(import.meta.dirname, folder));

export interface Asset {
  type: string;
  bytes: Buffer;
}

/**
 * Reads the files into memory, by name: what is served can only be one of these.
 * @throws Error with a message for people when the build is not there
 */
export async function readAssets(folders: readonly string[] = FOLDERS): Promise<ReadonlyMap<string, Asset>> {
  for (const folder of folders) {
    const names = await namesIn(folder);
    if (!names.includes('dashboard.js') || !names.includes('dashboard.css')) continue;
    const known = names.filter((name) => Object.hasOwn(TYPES, extname(name)));
    const assets = known.map(
      async (name) => [name, { type: TYPES[extname(name)], bytes: await readFile(join(folder, name)) }] as const,
    );
    return new Map(await Promise.all(assets));
  }
  throw new Error(
    `the files of the dashboard are missing from this installation (looked in ${folders.join(' and ')}); install pypss again`,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
