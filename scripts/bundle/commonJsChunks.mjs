import { Buffer } from 'node:buffer';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { transform } from 'esbuild';

/** An `import()` of a chunk, and no other one: what a program imports by a path that it was given may be an ES module. */
const CHUNK_IMPORTED = /\bimport\(("\.\/[\w.-]+\.cjs")\)/g;

/**
 * Splits a CommonJS bundle at its `import()` calls, so that what is imported there is compiled on its first use. esbuild
 * splits ES modules only, and the editor loads an extension with require(): so the chunks are built as ES modules, and
 * each is turned into CommonJS by itself.
 *
 * Sizes in the metafile are those of the files as written.
 * @type {import('esbuild').Plugin}
 */
export const commonJsChunks = {
  name: 'commonjs-chunks',
  setup({ initialOptions, onEnd }) {
    const { minify = false, platform, sourcemap, target } = initialOptions;
    const mapped = Boolean(sourcemap);
    Object.assign(initialOptions, { format: 'esm', splitting: true, write: false });
    if (mapped) initialOptions.sourcemap = 'inline';

    onEnd(async ({ metafile, outputFiles = [] }) => {
      const outputs = Object.entries(metafile?.outputs ?? {});
      for (const { path, text } of outputFiles) {
        // require() needs no round through the loader of ES modules.
        const required = text.replaceAll(CHUNK_IMPORTED, 'Promise.resolve().then(()=>require($1))');
        const { code, map } = await transform(required, {
          format: 'cjs',
          minify,
          platform,
          target,
          charset: 'utf8',
          legalComments: 'none',
          ...(mapped ? { sourcemap: 'external', sourcefile: basename(path) } : {}),
        });
        const written = mapped ? `${code}//# sourceMappingURL=${basename(path)}.map\n` : code;
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, written);
        if (mapped) await writeFile(`${path}.map`, map);
        const output = outputs.find(([name]) => path.endsWith(name))?.[1];
        if (output !== undefined) output.bytes = Buffer.byteLength(written);
      }
    });
  },
};
