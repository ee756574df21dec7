import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { askEditor } from '../../../src/board/askEditor.ts';
import { SETTINGS } from '../../../src/extension/ids.ts';
import { TERMINAL_VARIABLES } from '../../../src/protocol/terminal.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { api, pypss, reportOf, until } from './support/extension.ts';
import { TraceFolder } from './support/traceFolder.ts';

describe('pypss in an integrated terminal', function () {
  this.timeout(60_000);
  let folder: TraceFolder;
  let terminal: vscode.Terminal;

  beforeEach(async function () {
    if (process.platform === 'win32') this.skip();
    await api();
    folder = await TraceFolder.create();
    terminal = await terminalWithPypss();
  });

  afterEach(async () => {
    terminal.dispose();
    await folder.remove();
  });

  /** Runs a command line in the terminal; its output and exit code. */
  async function run(line: string): Promise<{ output: string; status: number }> {
    const file = folder.uri(`${Math.random()}.txt`).fsPath;
    terminal.sendText(`${line} > '${file}' 2>&1; echo $? > '${file}.status'`);
    const status = await until(() => contentOf(`${file}.status`));
    return { output: await readFile(file, 'utf8'), status: Number(status) };
  }

  /** The command comes onto PATH shortly after activation; terminals opened before that do not have it. */
  async function terminalWithPypss(): Promise<vscode.Terminal> {
    return until(async () => {
      terminal = vscode.window.createTerminal({ name: 'PyPSS test', shellPath: '/bin/sh', cwd: folder.path });
      const { status } = await run('command -v pypss');
      if (status === 0) return terminal;
      terminal.dispose();
      return null;
    });
  }

  /** The variables arrive in terminals a moment after PATH. */
  async function terminalWithSocket(): Promise<void> {
    await until(async () => {
      if ((await run(`test -n "$${TERMINAL_VARIABLES.socket}"`)).status === 0) return true;
      terminal.dispose();
      terminal = await terminalWithPypss();
      return false;
    });
  }

  it('is gone from new terminals when the setting says so', async () => {
    const settings = vscode.workspace.getConfiguration();
    await settings.update(SETTINGS.addToPath, false, vscode.ConfigurationTarget.Global);
    try {
      await until(async () => {
        terminal.dispose();
        terminal = vscode.window.createTerminal({ name: 'PyPSS test', shellPath: '/bin/sh', cwd: folder.path });
        return (await run('command -v pypss')).status !== 0;
      });
    } finally {
      await settings.update(SETTINGS.addToPath, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('is the version that the extension has', async () => {
    const { output, status } = await run('pypss --version');
    assert.equal(status, 0, output);
    assert.equal(output.trim().split(/\s+/).at(-1), (pypss().packageJSON as { version: string }).version);
  });

  it('analyzes a file and agrees with the editor', async () => {
    const uri = await folder.conformance('array_plain.json', 'traces.json');
    const { output, status } = await run('pypss analyze --trace-file traces.json --output report.json');
    assert.equal(status, 0, output);
    const written = JSON.parse(await readFile(join(folder.path, 'report.json'), 'utf8')) as Report;
    const shown = reportOf(await (await api()).analyze(uri));
    assert.equal(written.pss, shown.pss);
    assert.deepEqual(written.scores, shown.scores);
  });

  it('opens the dashboard of a file in the editor', async () => {
    const uri = await folder.conformance('array_plain.json', 'calls.json');
    await terminalWithSocket();
    const { output, status } = await run('BROWSER=false pypss board calls.json');
    assert.equal(status, 0, output);
    assert.match(output, /^Opened calls\.json in VS Code\.$/m);
    const shown = await until(() => {
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
      return input instanceof vscode.TabInputCustom ? input : null;
    });
    assert.equal(shown.uri.fsPath, uri.fsPath);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('answers nobody without the token, and lets nobody else at its socket', async () => {
    const uri = await folder.conformance('array_plain.json', 'calls.json');
    await terminalWithSocket();
    const { output: socket } = await run(`printf %s "$${TERMINAL_VARIABLES.socket}"`);
    const stranger = { [TERMINAL_VARIABLES.socket]: socket, [TERMINAL_VARIABLES.token]: 'x'.repeat(32) };
    assert.deepEqual(await askEditor(uri.fsPath, stranger), { failed: 'the request is not understood' });
    for (const [path, mode] of [
      [dirname(socket), 0o700],
      [socket, 0o600],
    ] as const) {
      assert.equal((await stat(path)).mode & 0o777, mode, path);
    }
  });

  it('passes the exit code on', async () => {
    const { output, status } = await run('pypss analyze --trace-file missing.json');
    assert.equal(status, 1, output);
    assert.match(output, /missing\.json/);
  });
});

async function contentOf(path: string): Promise<string | null> {
  try {
    // Created first, filled a moment later.
    return (await readFile(path, 'utf8')) || null;
  } catch {
    // The shell has not come to it yet.
    return null;
  }
}
