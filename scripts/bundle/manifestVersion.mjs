import { readFile } from 'node:fs/promises';

/**
 * Of the project's manifest a bundle gets the version alone: programs want nothing else of it, and the rest would be
 * compiled at every start.
 * @type {import('esbuild').Plugin}
 */
export const manifestVersion = {
  name: 'manifest-version',
  setup({ initialOptions: { absWorkingDir }, onLoad }) {
    onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (path !== `${absWorkingDir}/package.json`) return null;
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
