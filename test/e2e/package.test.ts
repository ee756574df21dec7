import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { current } from './session.ts';

/** Top-level names that may be in the package, and nothing else. */
const ALLOWED = new Set([
  'dist',
  'media',
  'schemas',
  'snippets',
  'syntaxes',
  'python',
  'samples',
  'package.json',
  'readme.md',
  'changelog.md',
  'license.txt',
]);

describe('the package', () => {
  let folder: string;
  let files: string[];

  before(async () => {
    const extensions = join(current().server.folder, 'extensions');
    const [manifest] = await Array.fromAsync(glob('pypss.pypss-*/package.json', { cwd: extensions }));
    assert.ok(manifest, 'VS Code has not installed it');
    folder = join(extensions, manifest, '..');
    const entries = await Array.fromAsync(glob('**/*', { cwd: folder, withFileTypes: true }));
    files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  });

  it('holds what it runs on, and nothing that only we need', () => {
    const foreign = files.filter(
      (file) => !ALLOWED.has(file.split(/[/\\]/)[0].toLowerCase()) && file !== '.vsixmanifest',
    );
    assert.deepEqual(foreign, []);
    assert.deepEqual(
      files.filter((file) => /node_modules|\.map$|\.pyc$|__pycache__|\.ts$/.test(file)),
      [],
    );
  });

  it('holds every file that package.json names', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      main: string;
      icon: string;
      bin: Record<string, string>;
    };
    const named = [
      manifest.main,
      manifest.icon,
      ...Object.values(manifest.bin),
      'dist/analysisWorker.cjs',
      'dist/partWorker.mjs',
      'dist/traceLane.wasm',
      'dist/webview/dashboard.js',
      'dist/webview/dashboard.css',
    ];
    assert.deepEqual(
      named.map((file) => join(file)).filter((file) => !files.includes(file)),
      [],
    );
  });

  it('holds the pictures of its README', async () => {
    const readme = files.find((file) => file.toLowerCase() === 'readme.md');
    assert.ok(readme);
    const pictures = [...(await readFile(join(folder, readme), 'utf8')).matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(
      ([, path]) => path,
    );
    assert.ok(pictures.length > 0);
    assert.deepEqual(
      pictures.filter((path) => !files.includes(path)),
      [],
    );
  });

  it('names the licence of everything bundled into it', async () => {
    const licenses = await readFile(join(folder, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const named = [...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+/gm)].map(([, name]) => name);
    const expected = ['commander', 'lit-html', 'smol-toml'];
    assert.deepEqual(
      expected.filter((name) => !named.includes(name)),
      [],
    );
  });
});
