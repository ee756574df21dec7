import { isBuiltin } from 'node:module';

/**
 * Keeps the names of packages that are loaded with `import()`. In ES modules esbuild gives a dynamically imported
 * CommonJS package as its default export only, where Node also gives its names; code that uses those runs from source
 * and fails once bundled.
 * @type {import('esbuild').Plugin}
 */
export const namedExports = {
  name: 'named-exports',
  setup(build) {
    // Packages, not files and not Node's own modules, which an older Node may not know.
    build.onResolve({ filter: /^[^./]/ }, ({ importer, kind, path, resolveDir }) =>
      kind === 'dynamic-import' && !isBuiltin(path) && !path.startsWith('node:') && !importer.includes('node_modules')
        ? { path, namespace: 'named-exports', pluginData: { resolveDir } }
        : null,
    );
    build.onLoad({ filter: /.*/, namespace: 'named-exports' }, async ({ path, pluginData }) => {
      const names = Object.keys(await import(path)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
      return {
        contents: `export { ${names.join(', ')} } from ${JSON.stringify(path)};`,
        resolveDir: pluginData.resolveDir,
      };
    });
  },
};
