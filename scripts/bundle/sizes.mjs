/** Sizes of what was built, against what they are meant to be at most. */

/** Limits in kB of what is loaded at once, a little above what is needed today: growth should be a decision, not an accident. */
const LIMITS = {
  'dist/extension.cjs': 225,
  'dist/analysisWorker.cjs': 235,
  'dist/partWorker.mjs': 75,
  'dist/webview/dashboard.js': 270,
  'dist/webview/dashboard.css': 56,
};

/**
 * Prints a line for each file that has a limit, with a warning where it outgrew that, and one for all others. A file counts with the chunks that load with it.
 * @param {import('esbuild').Metafile[]} metafiles one a bundle
 * @param {boolean} dev limits hold for minified bundles only
 * @returns {void}
 */
export function printSizes(metafiles, dev) {
  let [files, rest] = [0, 0];
  for (const { outputs } of metafiles) {
    for (const [path, { bytes }] of Object.entries(outputs)) {
      if (path.endsWith('.map')) continue;
      const limit = LIMITS[path];
      if (limit === undefined) {
        files += 1;
        rest += bytes / 1000;
        continue;
      }
      const loaded = loadedSize(outputs, path) / 1000;
      const chunks = loaded > bytes / 1000 ? `   ${loaded.toFixed(1)} kB with the chunks that it begins with` : '';
      const warning = !dev && loaded > limit ? `   warning: above its limit of ${limit} kB` : '';
      console.log(`${path.padEnd(42)} ${(bytes / 1000).toFixed(1).padStart(8)} kB${chunks}${warning}`);
    }
  }
  console.log(`${`${files} more files`.padEnd(42)} ${rest.toFixed(1).padStart(8)} kB`);
}

/**
 * Bytes that are loaded with an output: its own, and those of all that it imports at once, not by `import()`.
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {string} path
 * @returns {number}
 */
export function loadedSize(outputs, path) {
  const loaded = new Set([path]);
  for (const name of loaded) {
    for (const { kind, path: imported } of outputs[name].imports) {
      if (kind === 'import-statement' && outputs[imported] !== undefined) loaded.add(imported);
    }
  }
  return [...loaded].reduce((sum, name) => sum + outputs[name].bytes, 0);
}
