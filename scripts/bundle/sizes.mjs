/** Sizes of what was built, against what they are meant to be at most. */

/** Limits in kB, a little above what is needed today: growth should be a decision, not an accident. */
const LIMITS = {
  'dist/extension.cjs': 60,
  'dist/analysisWorker.cjs': 220,
  'dist/partWorker.mjs': 100,
  'dist/webview/dashboard.js': 300,
  'dist/webview/dashboard.css': 50,
};

/**
 * Prints a line a file, and a warning for each that outgrew its limit.
 * @param {import('esbuild').Metafile[]} metafiles one a bundle
 * @param {boolean} dev limits hold for minified bundles only
 * @returns {void}
 */
export function printSizes(metafiles, dev) {
  for (const { outputs } of metafiles) {
    for (const [path, { bytes }] of Object.entries(outputs)) {
      if (path.endsWith('.map')) continue;
      const size = bytes / 1000;
      const limit = LIMITS[path];
      const note = !dev && limit !== undefined && size > limit ? `   warning: above its limit of ${limit} kB` : '';
      console.log(`${path.padEnd(32)} ${size.toFixed(1).padStart(8)} kB${note}`);
    }
  }
}
