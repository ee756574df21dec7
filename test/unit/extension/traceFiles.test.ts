import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ANY_TRACE_EDITOR, COMMANDS, SETTINGS, TRACE_EDITOR } from '../../../src/extension/ids.ts';
import {
  READABLE_PATTERNS,
  TRACE_PATTERNS,
  fileName,
  isReadableName,
  isTraceName,
  viewTypeFor,
} from '../../../src/extension/traceFiles.ts';
import { escapeGlob } from '../../../src/extension/globs.ts';

interface Manifest {
  contributes: {
    commands: { command: string; category: string }[];
    customEditors: { viewType: string; selector: { filenamePattern: string }[] }[];
    menus: Record<string, { command: string }[]>;
    configuration: { properties: Record<string, unknown> };
  };
}

const { contributes } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Manifest;

describe('trace file names', () => {
  it('are those that package.json gives to the editors', () => {
    const patterns = Object.fromEntries(
      contributes.customEditors.map((editor) => [
        editor.viewType,
        editor.selector.map((selector) => selector.filenamePattern),
      ]),
    );
    assert.deepEqual(patterns[TRACE_EDITOR], TRACE_PATTERNS);
    assert.deepEqual(patterns[ANY_TRACE_EDITOR], READABLE_PATTERNS);
  });

  it('tell traces from other JSON', () => {
    for (const name of ['traces.json', 'Traces.JSON', 'shop_traces.json.gz', 'a.traces.json', 'run.pypss.ndjson']) {
      assert.equal(viewTypeFor(name), TRACE_EDITOR, name);
    }
    for (const name of ['package.json', 'mytraces.json', 'traces.jsonl', 'traces.json.bak']) {
      assert.equal(isTraceName(name), false, name);
      assert.equal(viewTypeFor(name), ANY_TRACE_EDITOR, name);
    }
    assert.equal(isReadableName('calls.jsonl.gz'), true);
    assert.equal(isReadableName('calls.txt'), false);
  });

  it('end a path with slashes of either kind', () => {
    assert.equal(fileName('/a/b/traces.json'), 'traces.json');
    assert.equal(fileName('C:\\a\\traces.json'), 'traces.json');
    assert.equal(fileName('traces.json'), 'traces.json');
  });

  it('lose their meaning as globs when escaped', () => {
    assert.equal(escapeGlob('a[1]{b}*?.json'), 'a[[]1[]][{]b[}][*][?].json');
  });
});

describe('package.json', () => {
  it('contributes the commands that the code registers, in one category', () => {
    const ids: string[] = Object.values(COMMANDS);
    assert.deepEqual(contributes.commands.map((entry) => entry.command).sort(), ids.sort());
    assert.ok(contributes.commands.every((entry) => entry.category === 'PyPSS'));
  });

  it('puts only those commands into menus', () => {
    const ids = new Set<string>(Object.values(COMMANDS));
    const used = Object.values(contributes.menus).flatMap((entries) => entries.map((entry) => entry.command));
    assert.deepEqual(
      used.filter((command) => !ids.has(command)),
      [],
    );
  });

  it('declares the settings that the code reads', () => {
    assert.deepEqual(Object.keys(contributes.configuration.properties).sort(), Object.values(SETTINGS).sort());
  });
});
