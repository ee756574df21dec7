import assert from 'node:assert/strict';
import * as figures from '../../../src/score/figures.ts';

/** Figures with the narrow no-break space written as `_`. */
function shown(text: string): string {
  return text.replaceAll('\u202f', '_');
}

describe('figures', () => {
  it('have three significant digits, and an exponent only where zeros would hide them', () => {
    const cases: [number, string][] = [
      [0, '0'],
      [31.54, '31.5'],
      [9.999, '10.0'],
      [999.6, '1000'],
      [0.00152, '0.00152'],
      [0.0000874, '0.0000874'],
      [9.57e-100, '9.57e−100'],
      [1.5e17, '1.50e17'],
      [-2.5, '−2.50'],
      [Infinity, '∞'],
    ];
    for (const [x, text] of cases) assert.equal(figures.significant(x).replace('+', ''), text);
    assert.deepEqual([2, 0.5, 1 / 3, -1].map(figures.constant), ['2', '0.5', '0.333', '−1']);
  });

  it('tell durations in the unit that fits', () => {
    const cases: [number, string][] = [
      [0, '0_s'],
      [31.5e-6, '31.5_µs'],
      [0.9996e-3, '1.00_ms'],
      [0.00974, '9.74_ms'],
      [0.9996, '1.00_s'],
      [59.97, '1_min'],
      [119.7, '2_min'],
      [83, '1_min 23_s'],
      [3599.8, '1_h'],
      [9000, '2_h 30_min'],
      [-0.002, '−2.00_ms'],
    ];
    for (const [seconds, text] of cases) assert.equal(shown(figures.duration(seconds)), text);
  });

  it('tell memory, shares, ratios and counts', () => {
    assert.deepEqual(
      [0, 400, 5000, 131_866_624, 3 * 2 ** 30].map((n) => shown(figures.memory(n))),
      ['0.0_MB', '400_B', '4.9_KB', '125.8_MB', '3.00_GB'],
    );
    assert.deepEqual(
      [0, 0.00001, 0.007, 0.24, 0.9999, 1, 3.67].map((x) => shown(figures.percent(x))),
      ['0_%', '< 0.01_%', '0.70_%', '24_%', '99.9_%', '100_%', '367_%'],
    );
    assert.deepEqual([1.53, 9.56, 184.2, Infinity].map(figures.times), ['1.5×', '9.6×', '184×', '∞×']);
    assert.equal(shown(figures.over(1.008)), '0.80_% above');
    assert.deepEqual([figures.plural(1, 'call'), figures.plural(2719, 'call')], ['1 call', '2,719 calls']);
  });
});
