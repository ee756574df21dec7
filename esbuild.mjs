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
import { commonJsChunks } from './scripts/bundle/commonJsChunks.mjs';
import { writeRuntimeModule } from './scripts/bundle/instrument.mjs';
import { lazyChildProcess } from './scripts/bundle/lazyChildProcess.mjs';
import { writeLicenses } from './scripts/bundle/licenses.mjs';
import { manifestVersion } from './scripts/bundle/manifestVersion.mjs';
import { namedExports } from './scripts/bundle/namedExports.mjs';
import { printSizes } from './scripts/bundle/sizes.mjs';
import { buildTraceLane } from './scripts/bundle/traceLane.mjs';

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
const forNode = {
  ...shared,
  platform: 'node',
  target: 'node22',
  // What is plain ASCII takes the engine half the memory and less time to take in.
  charset: 'ascii',
};

/** @type {import('esbuild').BuildOptions} */
const forCommonJs = {
  ...forNode,
  outExtension: { '.js': '.cjs' },
  define: { ...shared.define, 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
};

/** CommonJS packages inside an ES module still call require() for Node's built-ins. */
const REQUIRE_IN_MODULES = [
  "import { createRequire as createBundleRequire } from 'node:module';",
  'const require = createBundleRequire(import.meta.url);',
].join('\n');

/**
 * Leaves a module out of the bundle, for it is built into a file of its own.
 * @returns {import('esbuild').Plugin}
 */
function builtApart(source, built) {
  return {
    name: 'built-apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path }) => (path === source ? { path: built, external: true } : null));
    },
  };
}

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...forCommonJs,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    external: ['vscode'],
    // What few sessions need (parsers of source text, the editor of pypss.toml, the history) is loaded on first use.
    chunkNames: 'extension-[name]-[hash]',
    plugins: [commonJsChunks],
  },
  {
    ...forCommonJs,
    entryPoints: { analysisWorker: 'src/analysis/worker.ts' },
    outdir: 'dist',
    format: 'cjs',
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
    entryPoints: { collectWorker: 'src/collect/collectWorker.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    // Redis and gRPC are files of their own, loaded by the collectors that need them.
    splitting: true,
    chunkNames: 'collect-[name]-[hash]',
    banner: { js: REQUIRE_IN_MODULES },
    plugins: [namedExports],
  },
  {
    ...forNode,
    entryPoints: { cli: 'src/cli/start.ts' },
    outdir: 'dist',
    format: 'esm',
    banner: { js: '#!/usr/bin/env node' },
    // The program is a file of its own, loaded once the entry has found this Node new enough.
    plugins: [builtApart('./main.ts', './cli-main.cjs')],
  },
  {
    ...forCommonJs,
    entryPoints: { 'cli-main': 'src/cli/main.ts' },
    outdir: 'dist',
    // As ES modules its files took some 10 ms longer to load: Node's own modules are asked for every name they export,
    // so that what they make on first use is made then. What few runs need is a file of its own.
    chunkNames: 'cli-[name]-[hash]',
    plugins: [namedExports, manifestVersion, lazyChildProcess, commonJsChunks],
  },
  {
    ...forCommonJs,
    // Programs import it as pypss/instrument; atExit is a process that it starts.
    entryPoints: { index: 'src/instrument/publicApi.ts', atExit: 'src/instrument/collectors/atExit.ts' },
    outdir: 'dist/instrument',
    format: 'cjs',
    // Messages name the collector that they are about.
    keepNames: true,
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
await buildTraceLane(root);
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
  else await Promise.all([writeLicenses(root, metafiles), writeRuntimeModule(root)]);
}
