/** The shape of the Python extension's API, version 2023 and later. `choose` is the tests' own; null: nothing is chosen. */
const { Uri } = require('vscode');

let chosen = null;

exports.activate = () => ({
  environments: {
    getActiveEnvironmentPath: () => ({ id: chosen ?? 'DEFAULT_PYTHON', path: chosen ?? 'python' }),
    resolveEnvironment: async ({ path }) => {
      if (path === 'broken') throw new Error('the environment is broken');
      return chosen === null ? undefined : { executable: { uri: Uri.file(path) } };
    },
  },
  choose: (path) => {
    chosen = path;
  },
});
