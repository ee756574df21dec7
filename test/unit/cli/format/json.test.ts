import assert from 'node:assert/strict';
import { jsonReport } from '../../../../src/cli/format/json.ts';
import { emptyReport, hostileReport, shopReport, wideReport } from '../reports.ts';

describe('the JSON report', () => {
  it('is the report, whatever it holds', () => {
    for (const report of [shopReport(), hostileReport(), emptyReport()]) {
      const text = [...jsonReport(report)].join('');
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(report)));
      assert.ok(text.endsWith('}\n'));
    }
  });

  it('begins with the score', () => {
    assert.match([...jsonReport(shopReport())].join(''), /^\{\n {2}"pss": \d+,\n {2}"breakdown": \{/);
  });

  it('comes in pieces that do not grow with the number of functions', () => {
    const pieces = [...jsonReport(wideReport(3000))];
    assert.ok(pieces.length > 10);
    // One entry of a list may end a piece, and the keys with fixed size come together.
    const longest = Math.max(...pieces.map((piece) => piece.length));
    assert.ok(longest < 1_000_000, String(longest));
    assert.equal((JSON.parse(pieces.join('')) as { functions: unknown[] }).functions.length, 3000);
  });
});
