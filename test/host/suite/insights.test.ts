import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CodeLenses } from '../../../src/extension/insights/codeLenses.ts';
import { InsightSettings } from '../../../src/extension/insights/insightSettings.ts';
import { TrackedDocument } from '../../../src/extension/insights/trackedDocument.ts';
import { Verdicts } from '../../../src/extension/insights/verdicts.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { bits, duration, percent, plural } from '../../../src/score/figures.ts';
import { recordMeasurement } from '../measurements.ts';
import { analyzedBy, closeEditors, reportOf, until } from './support/extension.ts';
import { Insides, lensesOf } from './support/insights.ts';
import { IMPORT, type Trace, traces } from './support/monitoredCode.ts';
import { TraceFolder } from './support/traceFolder.ts';

describe('scores in the code', () => {
  let folder: TraceFolder;

  beforeEach(async () => {
    folder = await TraceFolder.create();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('pypss.clearScores');
    await closeEditors();
    await folder.remove();
  });

  /** Opens traces in the trace editor, so that their scores are shown. */
  async function show(uri: vscode.Uri): Promise<Report> {
    return reportOf(await analyzedBy(uri, () => vscode.commands.executeCommand('vscode.open', uri)));
  }

  /** Lenses once there are any. */
  async function lenses(uri: vscode.Uri): Promise<Map<number, string[]>> {
    return until(async () => {
      const found = await lensesOf(uri);
      return found.size > 0 ? found : null;
    });
  }

  async function scoredLines(text: string, kinds: readonly Trace[]): Promise<string[]> {
    const source = await folder.write('shop.py', text);
    const own = kinds.map((kind) => ('filename' in kind ? kind : { filename: source.fsPath, ...kind }));
    await show(await folder.write('traces.json', traces(own)));
    await vscode.window.showTextDocument(source);
    const found = await lenses(source);
    return [...found].map(([line, [first]]) => `${line} ${first ?? ''}`.replace(/[^\d ].*$/, '').trim());
  }

  it('stand above every form of monitored function, and nowhere else', async () => {
    const text = `${IMPORT}from pypss.instrumentation import monitor_function as mf
import pypss.instrumentation as pi

# @monitor_function("comment")
# def comment(): pass
"""
@monitor_function("text")
def text(): pass
"""

@monitor_function("named", branch_tag="x")
def a(): pass

@mf
async def b(): pass

class C:
    @pi.monitor_function()
    def method(self):
        @monitor_function
        def inner(): pass

@decorator
@monitor_function(
    "several lines",
)
def d[T](x: T) -> T:
    with monitor_block("block"):
        pass

async def e():
    async with monitor_async("async block"):
        pass

def plain(): pass
`;
    const kinds: Trace[] = [
      { name: 'comment' },
      { name: 'text' },
      { name: 'named', lineno: 12 },
      { name: 'b', lineno: 15 },
      { name: 'C.method', lineno: 19 },
      { name: 'C.method.<locals>.inner', lineno: 21 },
      { name: 'several lines', lineno: 24 },
      { name: 'block', filename: 'unknown', lineno: 0, module: 'shop' },
      { name: 'async block', filename: 'unknown', lineno: 0, module: 'unknown' },
      { name: 'plain', lineno: 37 },
    ];
    assert.deepEqual(await scoredLines(text, kinds), ['12', '15', '19', '21', '24', '29', '33', '36']);
  });

  it('are the figures of the report, formatted', async () => {
    const [uri] = await vscode.workspace.findFiles('traces.json');
    assert.ok(uri);
    const report = await show(uri);
    const [payments] = await vscode.workspace.findFiles('shop/payments.py');
    assert.ok(payments);
    await vscode.window.showTextDocument(payments);
    const found = await lenses(payments);
    const fn = report.functions.find(({ name }) => name === 'call_gateway');
    assert.ok(fn);
    assert.equal(fn.lineno, 13);
    const lost = (['ts', 'ms', 'ev', 'be', 'cc'] as const)
      .map((key) => [key, 100 * report.config.weights[key] * (1 - fn.scores[key])] as const)
      .sort((a, b) => b[1] - a[1])[0];
    assert.ok(lost);
    const metric = { ts: 'Timing', ms: 'Memory', ev: 'Errors', be: 'Branching', cc: 'Concurrency' }[lost[0]];
    assert.deepEqual(found.get(13), [
      `${fn.pss >= 90 ? '●' : fn.pss >= 70 ? '◆' : '▲'} PSS ${fn.pss}`,
      `${plural(fn.traces, 'call')}, p95 ${duration(fn.latency.p95)}`,
      `${percent(fn.errors / fn.traces)} fail`,
      `most lost: ${metric} −${lost[1].toFixed(0)}`,
    ]);
    const [catalog] = await vscode.workspace.findFiles('shop/catalog.py');
    assert.ok(catalog);
    await vscode.window.showTextDocument(catalog);
    const block = report.functions.find(({ name }) => name === 'find_product');
    assert.ok(block?.entropy !== undefined && block.lineno !== null);
    const above = (await lenses(catalog)).get(block.lineno) ?? [];
    assert.equal(above.includes(`entropy ${bits(block.entropy)} bits`), block.scores.be < 0.8);
  });

  it('move with the code, and say where it has changed', async () => {
    const text = `${IMPORT}@monitor_function
def steady(): return 1

@monitor_function
def edited():
    return 1
`;
    const source = await folder.write('shop.py', text);
    const kinds = [
      { name: 'steady', lineno: 2, filename: source.fsPath },
      { name: 'edited', lineno: 5, filename: source.fsPath },
    ];
    await show(await folder.write('traces.json', traces(kinds)));
    const editor = await vscode.window.showTextDocument(source);
    assert.deepEqual([...(await lenses(source)).keys()], [2, 5]);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '# one line more\n'.repeat(20));
      edit.replace(editor.document.lineAt(6).range, '    return 2');
    });
    const moved = await until(async () => {
      const found = await lensesOf(source);
      return found.get(25)?.some((title) => title.includes('changed')) === true ? found : null;
    });
    assert.deepEqual([...moved.keys()], [22, 25]);
    assert.ok(moved.get(22)?.every((title) => !title.includes('changed')));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('are found at the right place in a text that was edited before it is opened', async () => {
    const text = `${'# later\n'.repeat(20)}${IMPORT}@monitor_function\ndef one(): pass\n\n@monitor_function("two")\ndef x(): pass\n`;
    const found = await scoredLines(text, [
      { name: 'one', lineno: 2 },
      { name: 'two', lineno: 5 },
    ]);
    assert.deepEqual(found, ['22', '25']);
  });

  it('stay while the text is broken', async () => {
    const source = await folder.write(
      'shop.py',
      `${IMPORT}def first():\n    pass\n\n@monitor_function("kept")\ndef later(): pass\n`,
    );
    await show(await folder.write('traces.json', traces([{ name: 'kept', lineno: 5, filename: source.fsPath }])));
    const editor = await vscode.window.showTextDocument(source);
    assert.deepEqual([...(await lenses(source)).keys()], [5]);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 10), 'a, (b[\n'));
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.deepEqual([...(await lensesOf(source)).keys()], [6]);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('are cleared, and shown again by choice', async () => {
    const source = await folder.write('shop.py', `${IMPORT}@monitor_function\ndef f(): pass\n`);
    const uri = await folder.write('traces.json', traces([{ name: 'f', lineno: 2, filename: source.fsPath }]));
    await show(uri);
    await vscode.window.showTextDocument(source);
    await lenses(source);
    await vscode.commands.executeCommand('pypss.clearScores');
    await until(async () => (await lensesOf(source)).size === 0);
    await vscode.commands.executeCommand('pypss.hotFunctions.refresh');
    assert.equal((await lensesOf(source)).size, 0, 'there is nothing to read again');
    await analyzedBy(uri, async () => {
      await folder.write('traces.json', traces([{ name: 'f', lineno: 2, filename: source.fsPath }], 50));
      await vscode.commands.executeCommand('pypss.analyze', uri);
    });
    await vscode.window.showTextDocument(source);
    assert.match((await lenses(source)).get(2)?.[1] ?? '', /^50 calls/);
  });

  it('follow the trace file after its editor was closed', async () => {
    const source = await folder.write('shop.py', `${IMPORT}@monitor_function\ndef f(): pass\n`);
    const kind = { name: 'f', lineno: 2, filename: source.fsPath };
    await show(await folder.write('traces.json', traces([kind])));
    await closeEditors();
    await vscode.window.showTextDocument(source);
    assert.match((await lenses(source)).get(2)?.[1] ?? '', /^40 calls/);
    await folder.write('traces.json', traces([kind], 60));
    await until(async () => (await lensesOf(source)).get(2)?.[1]?.startsWith('60 calls') ?? false);
  });

  it('obey the settings: parts, and lenses off', async () => {
    const settings = vscode.workspace.getConfiguration('pypss');
    const source = await folder.write('shop.py', `${IMPORT}@monitor_function\ndef f(): pass\n`);
    await show(await folder.write('traces.json', traces([{ name: 'f', lineno: 2, filename: source.fsPath }])));
    await vscode.window.showTextDocument(source);
    await lenses(source);
    try {
      await settings.update('codeLens.parts', ['p50', 'p99', 'score'], vscode.ConfigurationTarget.Global);
      await until(async () => /^p50 .*, p99 /.test((await lensesOf(source)).get(2)?.[0] ?? ''));
      await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
      await until(async () => (await lensesOf(source)).size === 0);
    } finally {
      await settings.update('codeLens.parts', undefined, vscode.ConfigurationTarget.Global);
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('are explained on hover, with hostile names as mere text', async () => {
    const name = 'f](command:workbench.action.closeWindow)<img src=x>';
    const source = await folder.write('shop.py', `${IMPORT}@monitor_function("${name}")\ndef f(): pass\n`);
    await show(
      await folder.write(
        'traces.json',
        traces([{ name, lineno: 2, filename: source.fsPath, branch_tag: name, error: true, exception_type: name }]),
      ),
    );
    await vscode.window.showTextDocument(source);
    await lenses(source);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      source,
      new vscode.Position(2, 4),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (part as vscode.MarkdownString).value)
      .join('\n');
    assert.match(text, /PSS \d+ · /);
    assert.match(text, /\| Timing \| \*\*\d+\*\* \|/);
    assert.ok(!text.includes('](command:workbench'), text);
    assert.ok(!text.includes('<img'));
    assert.match(text, /\[Clear scores\]\(command:pypss\.clearScores/);
  });

  it('become problems when asked for, with actions', async () => {
    const settings = vscode.workspace.getConfiguration('pypss');
    const source = await folder.write('shop.py', `${IMPORT}@monitor_function\ndef low(): pass\n`);
    await show(await folder.write('traces.json', traces([{ name: 'low', lineno: 2, filename: source.fsPath }])));
    await vscode.window.showTextDocument(source);
    const problems = () => vscode.languages.getDiagnostics(source).filter(({ source: from }) => from === 'PyPSS');
    await lenses(source);
    assert.deepEqual(problems(), []);
    try {
      await settings.update('problems.threshold', 101, vscode.ConfigurationTarget.Global);
      await settings.update('problems.enabled', true, vscode.ConfigurationTarget.Global);
      const [problem] = await until(() => (problems().length > 0 ? problems() : null));
      assert.ok(problem);
      assert.match(problem.message, /^low: PSS \d+/);
      assert.equal(problem.range.start.line, 2);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        source,
        problem.range,
      );
      const ignore = actions.find(({ title }) => title.startsWith('Ignore'));
      assert.ok(ignore?.command && actions.some(({ title }) => title === 'Show in PyPSS Dashboard'));
      await vscode.commands.executeCommand(ignore.command.command, ...(ignore.command.arguments as unknown[]));
      await until(() => problems().length === 0);
    } finally {
      for (const key of ['problems.threshold', 'problems.enabled']) {
        await settings.update(key, undefined, vscode.ConfigurationTarget.Global);
      }
      await settings.update('problems.ignored', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('answer language models with the report, a function and a comparison, in pages', async () => {
    const source = await folder.write('shop.py', `${'# \n'.repeat(3)}${IMPORT}@monitor_function\ndef f(): pass\n`);
    await show(await folder.write('traces.json', traces([{ name: 'f', lineno: 2, filename: source.fsPath }])));
    await vscode.window.showTextDocument(source);
    await lenses(source);
    const ask = async (tool: string, input: object): Promise<Record<string, unknown>> => {
      const result = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
      const [part] = result.content;
      assert.ok(part instanceof vscode.LanguageModelTextPart);
      return JSON.parse(part.value) as Record<string, unknown>;
    };
    assert.equal((await ask('pypss_report', {}))['traces'], 40);
    assert.equal((await ask('pypss_report', { part: 'functions', page: 1 }))['total'], 1);
    const fn = await ask('pypss_function', { name: 'f' });
    assert.match(String(fn['sourceInWorkspace']), /shop\.py:6$/, 'the line of now');
    assert.match(String((await ask('pypss_function', { name: 'nobody' }))['error']), /nobody/);
    const compared = await ask('pypss_compare', { base: 'traces.json', head: 'night.traces.json' });
    assert.equal((compared['metrics'] as unknown[]).length, 5);
    for (const base of ['../traces.json', '/etc/passwd', 'C:\\x', 'no.json']) {
      assert.ok(typeof (await ask('pypss_compare', { base }))['error'] === 'string', base);
    }
  });

  it('say why there is none', async () => {
    const source = await folder.write('shop.py', `${IMPORT}@monitor_function\ndef f(): pass\n\ndef g():\n    pass\n`);
    const kinds = [
      { name: 'f', lineno: 2, filename: source.fsPath },
      { name: 'f', lineno: 2, filename: '/nowhere/else/shop.py' },
    ];
    await show(await folder.write('traces.json', traces(kinds)));
    const editor = await vscode.window.showTextDocument(source);
    await lenses(source);
    editor.selection = new vscode.Selection(5, 0, 5, 0);
    await vscode.commands.executeCommand('pypss.whyNoScore');
    const page = await until(() =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'pypss-why'),
    );
    const text = page.document.getText();
    assert.match(text, /Source read: +traces\.json/);
    assert.match(text, /Matched: +1 function: f/);
    assert.match(text, /tried +\*\*\/shop\.py/);
    assert.match(text, /put @monitor_function above g/);
  });

  it('cost a keystroke next to nothing', async () => {
    const functions = Array.from(
      { length: 500 },
      (_, i) =>
        `@monitor_function\ndef f${i}(a, b):\n    """Adds."""\n    c = a + b\n    if c > ${i}:\n        raise ValueError(f"too large {c}")\n    for x in range(10):\n        c += x\n    return c\n`,
    );
    const source = await folder.write('long.py', `${IMPORT}${functions.join('\n')}`);
    const kinds = functions.map((_, i) => ({ name: `f${i}`, lineno: 2 + i * 10, filename: source.fsPath }));
    const uri = await folder.write('traces.json', traces(kinds, 3));
    const report = await show(uri);
    const editor = await vscode.window.showTextDocument(source);
    assert.ok(editor.document.lineCount > 5000);
    const insides = new Insides();
    // The same work as the extension's own, in the same host, done once more where it can be measured.
    const settings = new InsightSettings();
    const verdicts = new Verdicts();
    const provider = new CodeLenses(insides.shown, insides.scores, settings, verdicts);
    const tracked = new TrackedDocument({
      document: editor.document,
      language: 'python',
      assigned: report.functions.map((fn, number) => ({ number, fn, inFile: true })),
      tracedUntil: null,
      fingerprints: undefined,
      changed: () => undefined,
    });
    const costs: number[] = [];
    const listening = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document !== editor.document) return;
      const start = performance.now();
      tracked.edit(contentChanges);
      costs.push(performance.now() - start);
    });
    try {
      insides.shown.show({ report, origin: { kind: 'file', uri }, label: 'traces.json' });
      await tracked.ready;
      assert.equal((await insides.scores.of(editor.document)).length, 500);
      const lensCosts: number[] = [];
      for (const [i, letter] of [...'x = compute(1)\nreturn x\n'.repeat(3)].entries()) {
        const at = new vscode.Position(2500, Math.min(i, editor.document.lineAt(2500).text.length));
        await editor.edit((edit) => edit.insert(at, letter), { undoStopBefore: false, undoStopAfter: false });
        const start = performance.now();
        await provider.provideCodeLenses(editor.document);
        lensCosts.push(performance.now() - start);
      }
      const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
      recordMeasurement('a keystroke in 5,000 lines, median', median(costs));
      recordMeasurement('the lenses of 500 functions, median', median(lensCosts));
      const start = performance.now();
      tracked.parse();
      recordMeasurement('finding 500 functions again once typing pauses', performance.now() - start);
      assert.ok(tracked.scored.length >= 499);
    } finally {
      listening.dispose();
      for (const part of [tracked, provider, settings, verdicts, insides]) part.dispose();
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  });

  it('tell of files saved after the run', async () => {
    const source = await folder.write('shop.py', `${IMPORT}@monitor_function\ndef f(): pass\n`);
    utimesSync(source.fsPath, 1.6e9, 1.6e9);
    const report = await show(
      await folder.write('traces.json', traces([{ name: 'f', lineno: 2, filename: source.fsPath }])),
    );
    const insides = new Insides();
    try {
      const document = await vscode.workspace.openTextDocument(source);
      insides.shown.show({ report, origin: { kind: 'file', uri: folder.uri('traces.json') }, label: 'traces.json' });
      await insides.scores.of(document);
      assert.equal(insides.scores.savedLater(document), false);
      utimesSync(source.fsPath, 1.8e9, 1.8e9);
      insides.shown.show({ report, origin: { kind: 'file', uri: folder.uri('traces.json') }, label: 'traces.json' });
      await insides.scores.of(document);
      assert.equal(insides.scores.savedLater(document), true);
    } finally {
      insides.dispose();
    }
  });

  it('of a path with two candidates wait for a choice', async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(root);
    const insides = new Insides();
    const [one, two] = [join(root, 'shop', 'twin_one', 'twin.py'), join(root, 'shop', 'twin_two', 'twin.py')];
    const text = new TextEncoder().encode(`${IMPORT}@monitor_function\ndef f(): pass\n`);
    try {
      for (const path of [one, two]) await vscode.workspace.fs.writeFile(vscode.Uri.file(path), text);
      const report = await show(
        await folder.write('traces.json', traces([{ name: 'f', lineno: 2, filename: '/app/twin.py' }])),
      );
      const document = await vscode.workspace.openTextDocument(two);
      insides.shown.show({ report, origin: { kind: 'run', run: 1 }, label: 'run 1' });
      assert.equal((await insides.scores.of(document)).length, 0);
      assert.deepEqual(insides.scores.ambiguous(document), ['/app/twin.py']);
      await insides.files.choose('/app/twin.py', two);
      assert.equal((await insides.scores.of(document)).length, 1);
      assert.deepEqual(insides.scores.ambiguous(document), []);
    } finally {
      insides.dispose();
      for (const path of [one, two])
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(vscode.Uri.file(path), '..'), { recursive: true });
    }
  });
});
