/**
 * Bundles the product into dist/.
 *
 *   node esbuild.mjs            minified, as published
 *   node esbuild.mjs --dev      readable, with source maps
 *   node esbuild.mjs --watch    as --dev, and again at every change
 */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';
import { writeLicenses } from './scripts/bundle/licenses.mjs';
import { printSizes } from './scripts/bundle/sizes.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const watch = process.argv.includes('--watch');
const dev = watch || process.argv.includes('--dev');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  metafile: true,
  charset: 'utf8',
  logLevel: 'warning',
  // Licences are gathered in one file instead.
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
};

/** @type {import('esbuild').BuildOptions} */
const forNode = { ...shared, platform: 'node', target: 'node22' };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...forNode,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...forNode,
    entryPoints: { analysisWorker: 'src/analysis/worker.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    define: { ...shared.define, 'import.meta.dirname': '__dirname' },
  },
  {
    ...forNode,
    entryPoints: { partWorker: 'src/analysis/partWorker.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
  },
  {
    ...forNode,
    entryPoints: { cli: 'src/cli/start.ts' },
    outdir: 'dist',
    format: 'esm',
    // The program is a file of its own, loaded once the entry has found this Node new enough; so is what few runs need.
    splitting: true,
    chunkNames: 'cli-[name]-[hash]',
    banner: {
      // CommonJS packages inside an ES module still call require() for Node's built-ins.
      js: [
        '#!/usr/bin/env node',
        "import { createRequire as createBundleRequire } from 'node:module';",
        'const require = createBundleRequire(import.meta.url);',
      ].join('\n'),
    },
  },
  {
    ...shared,
    entryPoints: { dashboard: 'webview-ui/main.ts' },
    outdir: 'dist/webview',
    platform: 'browser',
    // The Chromium of the oldest VS Code that engines.vscode allows.
    target: 'chrome138',
    format: 'iife',
    loader: { '.svg': 'text', '.ttf': 'file' },
    assetNames: '[name]',
  },
];

await rm(`${root}/dist`, { recursive: true, force: true });
const contexts = await Promise.all(bundles.map((options) => context(options)));
if (watch) {
  await Promise.all(contexts.map((building) => building.watch()));
  console.log('[watch] build finished, watching for changes');
} else {
  const results = await Promise.allSettled(contexts.map((building) => building.rebuild()));
  await Promise.all(contexts.map((building) => building.dispose()));
  const metafiles = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.metafile] : []));
  printSizes(metafiles, dev);
  // esbuild has printed what is wrong and where.
  if (metafiles.length < results.length) process.exitCode = 1;
  else await writeLicenses(root, metafiles);
}
