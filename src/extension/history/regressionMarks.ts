/** The R and the colour of runs that are regressions. */
import * as vscode from 'vscode';

const SCHEME = 'pypss-run';

/** Names a run that is a regression; nothing can be opened under it. */
export function runUri(id: number): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${id}` });
}

export function markRegressions(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: (uri) =>
      uri.scheme === SCHEME
        ? new vscode.FileDecoration('R', 'Regression', new vscode.ThemeColor('pypss.unstable'))
        : undefined,
  });
}
