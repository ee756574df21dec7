/**
 * Lets commander load `node:child_process` when it starts a program, which ours never makes it do: loading takes 7 ms of
 * every start.
 * @type {import('esbuild').Plugin}
 */
export const lazyChildProcess = {
  name: 'lazy-child-process',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'lazy-child-process' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'lazy-child-process' }, () => ({
      contents: "export const spawn = (...args) => process.getBuiltinModule('node:child_process').spawn(...args);",
    }));
  },
};
