import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { findPython } from '../../../src/code/findPython.ts';
import { SETTINGS, TASK_TYPE } from '../../../src/extension/ids.ts';
import { api, closeEditors, reportOf, until } from './support/extension.ts';

/** What stands in for the Python extension; see ../pythonExtension. */
interface PythonExtension {
  choose(path: string | null): void;
}

const SCRIPT = `import sys

def half(n):
    return n / 2

for text in sys.argv[1:]:
    half(int(text))
`;

describe('running a program', () => {
  let root: string;
  let script: vscode.Uri;
  let python: PythonExtension;

  before(async () => {
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');
    script = vscode.Uri.file(join(root, 'halves.py'));
    await writeFile(script.fsPath, SCRIPT);
    const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
    assert.ok(extension, 'the tests’ own Python extension is not there');
    python = await extension.activate();
    await api();
  });

  afterEach(async () => {
    python.choose(null);
    await setting(undefined);
    await closeEditors();
  });

  after(async () => {
    await rm(script.fsPath);
    await rm(join(root, '.vscode', 'tasks.json'), { force: true });
  });

  async function setting(path: string | undefined): Promise<void> {
    const settings = vscode.workspace.getConfiguration();
    await settings.update(SETTINGS.pythonPath, path, vscode.ConfigurationTarget.Workspace);
  }

  /** The interpreter that the task for the file in front names. */
  async function interpreterOffered(): Promise<string> {
    await vscode.window.showTextDocument(script);
    const task = await until(async () => {
      const tasks = await vscode.tasks.fetchTasks({ type: TASK_TYPE });
      return tasks.find(({ name }) => name === 'Run halves.py');
    });
    const { args } = task.execution as vscode.ProcessExecution;
    return args[args.indexOf('--python') + 1];
  }

  describe('takes as interpreter', () => {
    it('what the Python extension has chosen, before the settings', async () => {
      python.choose('/chosen/in/python/extension');
      await setting('/named/in/settings');
      assert.equal(await interpreterOffered(), '/chosen/in/python/extension');
    });

    it('what the settings name, where the Python extension has chosen none', async () => {
      await setting('/named/in/settings');
      assert.equal(await interpreterOffered(), '/named/in/settings');
    });

    it('what the settings name, where the Python extension fails', async () => {
      python.choose('broken');
      await setting('${workspaceFolder}/venv/bin/python');
      assert.equal(await interpreterOffered(), join(root, 'venv', 'bin', 'python'));
    });

    it('the first fit one on PATH, where nobody has chosen', async () => {
      assert.equal(await interpreterOffered(), findPython());
    });
  });

  it('runs a task of tasks.json, with its arguments, and shows the dashboard of its traces', async () => {
    await mkdir(join(root, '.vscode'), { recursive: true });
    const task = { type: TASK_TYPE, label: 'halves', script: '${workspaceFolder}/halves.py', args: ['4', '6', '8'] };
    await writeFile(join(root, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [task] }));
    const { onDidAnalyze } = await api();
    const analyzed = Promise.withResolvers<number>();
    const listening = onDidAnalyze(({ uri, outcome }) => {
      if (uri.path.endsWith('/halves.pypss.ndjson')) analyzed.resolve(reportOf(outcome).traces);
    });
    const ended = Promise.withResolvers<number | undefined>();
    const ending = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name === 'halves') ended.resolve(exitCode);
    });
    try {
      const configured = await until(async () => {
        const tasks = await vscode.tasks.fetchTasks({ type: TASK_TYPE });
        return tasks.find(({ name }) => name === 'halves');
      });
      await vscode.tasks.executeTask(configured);
      assert.equal(await ended.promise, 0);
      assert.equal(await analyzed.promise, 3);
    } finally {
      listening.dispose();
      ending.dispose();
    }
  });
});
