import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coarseBins, FLOOR, totalOf } from '../../../../webview-ui/chart/histogram.ts';
import { countShade, entropyShade, rampColour } from '../../../../webview-ui/chart/ramp.ts';

describe('histogram bins', () => {
  it('loses no value, whatever the bins', () => {
    const histogram = fc.record({
      perOctave: fc.constant(16),
      first: fc.integer({ min: -640, max: 64 }),
      counts: fc.array(fc.nat(1000), { maxLength: 300 }),
      zero: fc.nat(50),
    });
    fc.assert(
      fc.property(histogram, (fine) => {
        const bins = coarseBins(fine, 4);
        assert.equal(
          bins.reduce((sum, bin) => sum + bin.count, 0),
          totalOf(fine),
        );
        for (let index = 1; index < bins.length; index++) assert.equal(bins[index].low, bins[index - 1].high);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('puts a value into the bin that holds it, and all below the floor into the first', () => {
    const bins = coarseBins({ perOctave: 16, first: -160, counts: [5], zero: 2 }, 4);
    const value = 2 ** -10;
    assert.deepEqual(
      bins.filter((bin) => bin.count > 0).map((bin) => bin.count),
      [2, 5],
    );
    const holder = bins.find((bin) => bin.count === 5);
    assert.ok(holder !== undefined && holder.low <= value && value < holder.high);
    assert.ok(bins[0].low <= FLOOR && FLOOR < bins[0].high);
    const tiny = coarseBins({ perOctave: 16, first: -640, counts: [7], zero: 2 }, 4);
    assert.deepEqual(
      tiny.map((bin) => bin.count),
      [9],
    );
  });
});

describe('colour ramps', () => {
  it('rises with the value and stays within the scale', () => {
    assert.equal(countShade(0, 40), 0);
    assert.equal(countShade(40, 40), 1);
    assert.ok(countShade(1, 40) > 0.15, 'one error is seen beside many');
    assert.ok(entropyShade(1, 2) < 0.25);
    assert.equal(countShade(0, 0), 0);
  });

  it('is made of the hue and the ends of the ramp', () => {
    assert.equal(rampColour(0.6, 60), 'color-mix(in srgb,var(--hue) 100%,var(--bg))');
    assert.match(rampColour(0, 60), /var\(--hue\) 60%/);
    assert.match(rampColour(1, 60), /ramp-end.* 100%,var\(--hue\)\)$/);
  });
});
