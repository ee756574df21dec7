import assert from 'node:assert/strict';
import { belowText, junitReport } from '../../../../src/cli/format/junit.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { emptyReport, hostileReport, shopReport } from '../reports.ts';
import { parseXml, type XmlElement } from './xml.ts';

function junit(report: Report, gates: Partial<Parameters<typeof junitReport>[1]> = {}): XmlElement {
  return parseXml([...junitReport(report, { failIfBelow: null, strict: false, ...gates })].join(''));
}

function cases(root: XmlElement): XmlElement[] {
  return root.children[0].children.filter(({ name }) => name === 'testcase');
}

function failed(root: XmlElement): string[] {
  return cases(root)
    .filter(({ children }) => children.some(({ name }) => name === 'failure'))
    .map(({ attributes }) => attributes['name']);
}

describe('the JUnit report', () => {
  it('has a test for the score, for wholeness, each metric and each module', () => {
    const root = junit(shopReport());
    assert.deepEqual(
      cases(root).map(({ attributes }) => `${attributes['classname']}/${attributes['name']}`),
      [
        'pypss/PSS',
        'pypss/trace file is whole',
        'pypss.metrics/timing_stability',
        'pypss.metrics/memory_stability',
        'pypss.metrics/error_volatility',
        'pypss.metrics/branching_entropy',
        'pypss.metrics/concurrency_chaos',
        'pypss.modules/shop.http',
        'pypss.modules/shop.payments',
      ],
    );
    assert.equal(root.attributes['tests'], '9');
    assert.equal(root.attributes['failures'], '0');
  });

  it('fails the score below the gate only', () => {
    const report = shopReport();
    assert.deepEqual(failed(junit(report, { failIfBelow: report.pss })), []);
    const root = junit(report, { failIfBelow: report.pss + 1 });
    assert.deepEqual(failed(root), ['PSS']);
    assert.equal(root.attributes['failures'], '1');
    assert.equal(belowText(69, 70), 'PSS 69 is below 70');
  });

  it('fails wholeness when strict', () => {
    const report = shopReport({ damage: { offset: 9, reason: 'cut off' } });
    assert.deepEqual(failed(junit(report)), []);
    assert.deepEqual(failed(junit(report, { strict: true })), ['trace file is whole']);
  });

  it('is well-formed XML 1.0 whatever the names hold', () => {
    const root = junit(hostileReport(), { failIfBelow: 100, strict: true });
    assert.deepEqual(failed(root), ['PSS', 'trace file is whole']);
    assert.ok(cases(root).some(({ attributes }) => attributes['name'].includes('<script>alert(1)</script>&amp;')));
  });

  it('counts its tests also without traces', () => {
    const root = junit(emptyReport());
    assert.equal(Number(root.attributes['tests']), cases(root).length);
  });
});
