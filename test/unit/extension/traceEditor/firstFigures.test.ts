import assert from 'node:assert/strict';
import { firstFigures } from '../../../../src/extension/traceEditor/firstFigures.ts';
import { minimalReport } from '../../schemas/minimalReport.ts';

describe('firstFigures', () => {
  it('leaves a small report as it is', () => {
    const report = minimalReport();
    assert.equal(firstFigures(report), report);
  });

  it('keeps the worst rows of a large one, and points to none that is gone', () => {
    const report = minimalReport();
    const [one] = report.functions;
    const [exception] = report.exceptions;
    const functions = Array.from({ length: 50_000 }, (_, index) => ({ ...one, name: `f${index}` }));
    const exceptions = [0, 199, 200, 49_999].map((index) => ({ ...exception, function: index }));
    const first = firstFigures({ ...report, functions, exceptions });
    assert.equal(first.functions.length, 200);
    assert.equal(first.functions[199].name, 'f199');
    assert.deepEqual(
      first.exceptions.map((kept) => kept.function),
      [0, 199, -1, -1],
    );
    assert.equal(first.pss, report.pss);
    assert.deepEqual(first.failures, report.failures);
  });
});
