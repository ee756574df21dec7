import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ANY_TRACE_EDITOR, TRACE_EDITOR } from '../../../src/extension/ids.ts';
import { activeInput, analyzedBy, closeEditors, problemOf, pypss, reportOf } from './support/extension.ts';
import { LARGE, TraceFolder } from './support/traceFolder.ts';
import { WorkerSpy } from './support/workerSpy.ts';

interface Expected {
  pss: number;
  traces: number;
  breakdown: Record<string, number>;
}

function expectation(name: string): Expected {
  const path = join(pypss().extensionPath, 'test', 'fixtures', 'conformance', `${name}.expect.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Expected;
}

describe('trace editor', () => {
  let folder: TraceFolder;

  beforeEach(async () => {
    folder = await TraceFolder.create();
  });

  afterEach(async () => {
    await closeEditors();
    await folder.remove();
  });

  const open = (uri: vscode.Uri) => vscode.commands.executeCommand('vscode.open', uri);
  const openWith = (uri: vscode.Uri, viewType: string) =>
    vscode.commands.executeCommand('vscode.openWith', uri, viewType);

  it('opens traces.json by default and scores it as PyPSS does', async () => {
    const uri = await folder.conformance('array_plain.json', 'traces.json');
    const report = reportOf(await analyzedBy(uri, () => open(uri)));
    const input = activeInput();
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, TRACE_EDITOR);
    const expected = expectation('array_plain');
    assert.equal(report.pss, expected.pss);
    assert.equal(report.traces, expected.traces);
    assert.deepEqual(report.breakdown, expected.breakdown);
  });

  it('leaves other JSON to the text editor and reads it when asked to', async () => {
    const uri = await folder.conformance('array_plain.json', 'calls.json');
    await open(uri);
    assert.ok(activeInput() instanceof vscode.TabInputText);
    await closeEditors();
    const report = reportOf(await analyzedBy(uri, () => openWith(uri, ANY_TRACE_EDITOR)));
    assert.equal(report.pss, expectation('array_plain').pss);
  });

  it('says what is wrong with a file without traces', async () => {
    const uri = await folder.write('traces.json', '{"name": "shop", "version": "1.0"}');
    const problem = problemOf(await analyzedBy(uri, () => open(uri)));
    assert.equal(problem.kind, 'no-traces');
    assert.match(problem.message, /traces\.json/);
  });

  it('keeps no text of the file in the extension host', async () => {
    const uri = await folder.traces('traces.json', 1000);
    await analyzedBy(uri, () => open(uri));
    assert.ok(vscode.workspace.textDocuments.every((document) => document.uri.toString() !== uri.toString()));
  });

  it('reads a file again that could not be read, once it is there', async () => {
    const uri = await folder.write('traces.json', '{}');
    problemOf(await analyzedBy(uri, () => open(uri)));
    const report = reportOf(await analyzedBy(uri, () => folder.traces('traces.json', 30)));
    assert.equal(report.traces, 30);
  });

  it('reads a file again on Analyze when it has changed', async () => {
    const uri = await folder.traces('traces.json', 20);
    assert.equal(reportOf(await analyzedBy(uri, () => open(uri))).traces, 20);
    await folder.traces('traces.json', 40);
    const again = analyzedBy(uri, () => vscode.commands.executeCommand('pypss.analyze', uri));
    assert.equal(reportOf(await again).traces, 40);
  });

  it('says so when the worker is killed in the middle, and reads again', async () => {
    const uri = await folder.traces('traces.json', LARGE);
    const spy = new WorkerSpy();
    try {
      const working = spy.nextAtWork();
      const outcome = analyzedBy(uri, () => open(uri));
      await (await working).terminate();
      assert.equal(problemOf(await outcome).kind, 'crashed');
    } finally {
      spy.dispose();
    }
    const again = analyzedBy(uri, () => vscode.commands.executeCommand('pypss.analyze', uri));
    assert.equal(reportOf(await again).traces, LARGE);
  });

  it('says so when the file is deleted, and opens it once it is back', async () => {
    const uri = await folder.traces('traces.json', 10);
    await unlink(uri.fsPath);
    const problem = problemOf(await analyzedBy(uri, () => openWith(uri, TRACE_EDITOR)));
    assert.equal(problem.kind, 'not-found');
    const report = reportOf(await analyzedBy(uri, () => folder.traces('traces.json', 10)));
    assert.equal(report.traces, 10);
  });
});
