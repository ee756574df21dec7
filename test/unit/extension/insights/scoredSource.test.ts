import assert from 'node:assert/strict';
import { SourceText } from '../../../../src/code/sourceText.ts';
import { ScoredSource } from '../../../../src/extension/insights/scoredSource.ts';
import { functionReport } from './reports.ts';

const IMPORT = 'from pypss.instrumentation import monitor_function\n';
const TEXT = `${IMPORT}@monitor_function
def a():
    return 1

@monitor_function
def b():
    return 2
`;

async function tracked(text: string, lines: [string, number][]): Promise<{ scores: ScoredSource; source: SourceText }> {
  const source = await SourceText.create('python');
  const assigned = lines.map(([name, lineno], number) => ({
    number,
    fn: functionReport({ name, lineno }),
    inFile: true,
  }));
  const scores = new ScoredSource(assigned, '/w/a.py');
  const parsed = source.parse(text);
  scores.remember(parsed);
  scores.update(parsed, () => '');
  return { scores, source };
}

const places = ({ scored }: ScoredSource) =>
  scored.map((one) => `${one.name} ${one.line + 1}${one.changed ? ' changed' : ''}`);

describe('scored functions of an edited text', () => {
  it('move with lines that come and go above them, before the text is parsed again', async () => {
    const { scores } = await tracked(TEXT, [
      ['a', 2],
      ['b', 6],
    ]);
    assert.equal(scores.shift({ start: 0, end: 0, endCharacter: 0, lines: 3 }), true);
    assert.deepEqual(places(scores), ['a 5', 'b 9']);
    assert.equal(scores.shift({ start: 7, end: 7, endCharacter: 4, lines: 1 }), true);
    assert.deepEqual(places(scores), ['a 5', 'b 10']);
    assert.equal(scores.shift({ start: 1, end: 2, endCharacter: 0, lines: 0 }), true);
    assert.deepEqual(places(scores), ['a 4', 'b 9']);
    assert.equal(scores.shift({ start: 4, end: 4, endCharacter: 5, lines: 0 }), false);
  });

  it('keep nameless functions by what they were, and tell whose code changed', async () => {
    const { scores, source } = await tracked(TEXT, [
      ['a.py:2', 2],
      ['a.py:6', 6],
    ]);
    assert.deepEqual(places(scores), ['a 2', 'b 6']);
    const edited = TEXT.replace('@monitor_function\ndef a', '# why\n@monitor_function\ndef a').replace(
      'return 2',
      'return 3',
    );
    source.edit([{ from: 0, to: TEXT.length, length: edited.length }]);
    scores.update(source.parse(edited), () => '');
    assert.deepEqual(places(scores), ['a 3', 'b 7 changed']);
  });

  it('stay where they were while the text around them is broken', async () => {
    const { scores, source } = await tracked(TEXT, [
      ['a', 2],
      ['b', 6],
    ]);
    const broken = TEXT.replace('def a():', 'def a((((:');
    source.edit([{ from: 0, to: TEXT.length, length: broken.length }]);
    const lines = broken.split('\n');
    scores.update(source.parse(broken), (line) => lines[line] ?? '');
    assert.deepEqual(
      places(scores).map((place) => place.replace(' changed', '')),
      ['a 2', 'b 6'],
    );
  });

  it('go when they are deleted', async () => {
    const { scores, source } = await tracked(TEXT, [
      ['a', 2],
      ['b', 6],
    ]);
    const rest = TEXT.slice(0, TEXT.indexOf('@monitor_function\ndef b'));
    source.edit([{ from: rest.length, to: TEXT.length, length: 0 }]);
    scores.update(source.parse(rest), () => '');
    assert.deepEqual(places(scores), ['a 2']);
  });
});
