import * as vscode from 'vscode';

/** Registers a command; an error becomes one message and a line in the log. */
export function registerCommand(
  id: string,
  log: vscode.LogOutputChannel,
  run: (...args: unknown[]) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      await run(...args);
    } catch (error) {
      showError(error, log);
    }
  });
}

/** Tells a person and the log what went wrong. */
export function showError(error: unknown, log: vscode.LogOutputChannel): void {
  log.error(error instanceof Error ? error : String(error));
  void vscode.window.showErrorMessage(`PyPSS: ${error instanceof Error ? error.message : String(error)}`);
}
