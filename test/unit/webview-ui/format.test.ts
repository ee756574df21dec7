import assert from 'node:assert/strict';
import {
  formatBytes,
  formatBytesOf,
  formatCount,
  formatCounted,
  formatDuration,
  formatGain,
  formatNumber,
  formatPercent,
  formatPointsLost,
  formatRate,
  formatRatio,
  formatShortCount,
  formatTimeLeft,
  formatUnit,
  formatWidth,
} from '../../../webview-ui/format.ts';

/** Narrow and no-break spaces as plain ones, so that expectations can be read. */
const plain = (text: string | null): string | null => text?.replace(/[\u202f\u00a0]/g, ' ') ?? null;

describe('numbers of the dashboard', () => {
  it('writes durations with three significant digits', () => {
    const cases: [number, string][] = [
      [31.5e-6, '31.5 µs'],
      [0.00974, '9.74 ms'],
      [0.0139255, '13.9 ms'],
      [1.2, '1.20 s'],
      [0.152, '152 ms'],
      [0, '0 s'],
      [2.5e-8, '25.0 ns'],
      [72, '1 min 12 s'],
      [3600, '1 h'],
      [3725, '1 h 2 min'],
      [90_000, '1 d 1 h'],
      [-0.002, '−2.00 ms'],
    ];
    for (const [seconds, text] of cases) assert.equal(plain(formatDuration(seconds)), text);
  });

  it('changes the unit where rounding would reach the next one', () => {
    assert.equal(plain(formatDuration(999.6e-6)), '1.00 ms');
    assert.equal(plain(formatDuration(0.99951)), '1.00 s');
    assert.equal(plain(formatDuration(59.96)), '1 min');
    assert.equal(plain(formatDuration(3599.7)), '1 h');
  });

  it('joins figure and unit by a narrow no-break space', () => {
    assert.equal(formatDuration(0.00974), '9.74\u202fms');
    assert.equal(formatRate(0.75), '75\u202f%');
  });

  it('writes shares with two significant digits and never rounds to nothing or all', () => {
    const cases: [number, string][] = [
      [0.00699, '0.70 %'],
      [0.0405, '4.0 %'],
      [0.75, '75 %'],
      [0.00005, '< 0.01 %'],
      [0, '0 %'],
      [1, '100 %'],
      [0.9999, '> 99 %'],
      [0.991, '99 %'],
      [0.0996, '10 %'],
    ];
    for (const [share, text] of cases) assert.equal(plain(formatRate(share)), text);
  });

  it('writes points with a true minus', () => {
    assert.equal(plain(formatPointsLost(13.16)), '−13.2 pt');
    assert.equal(plain(formatPointsLost(0.04)), '0 pt');
    assert.equal(plain(formatGain(13.2)), '+13 pt');
    assert.equal(plain(formatGain(1.25)), '+1.3 pt');
  });

  it('writes counts in full, short ones on axes', () => {
    assert.equal(formatCount(68_688), '68,688');
    assert.equal(formatCounted(1, 'trace'), '1 trace');
    assert.equal(formatCounted(2719, 'trace'), '2,719 traces');
    assert.equal(formatShortCount(68_688), '68.7k');
    assert.equal(formatShortCount(999_960), '1M');
    assert.equal(formatShortCount(250), '250');
  });

  it('writes bytes as the editor does', () => {
    assert.equal(plain(formatBytes(1_175_297)), '1.1 MB');
    assert.equal(plain(formatBytes(512)), '512 B');
    assert.equal(plain(formatBytes(1024 * 1024 - 1)), '1.0 MB');
    assert.equal(plain(formatBytesOf(25_165_824, 61_865_984)), '24 of 59 MB');
    assert.equal(plain(formatBytesOf(2_000_000, null)), '1.9 MB');
  });

  it('tells how long the reading takes yet, once that can be told', () => {
    assert.equal(plain(formatTimeLeft(40, 100, 2)), 'about 3 s left');
    assert.equal(plain(formatTimeLeft(1, 100, 10)), 'about 17 min left');
    assert.equal(formatTimeLeft(99, 100, 2), 'less than a second left');
    assert.equal(formatTimeLeft(40, null, 2), null);
    assert.equal(formatTimeLeft(1, 100, 0.1), null);
    assert.equal(formatTimeLeft(0, 100, 1), null);
    assert.equal(plain(formatPercent(0.999)), '99 %');
    assert.equal(plain(formatPercent(1)), '100 %');
  });

  it('writes ratios, plain numbers and units', () => {
    assert.equal(formatRatio(9.55), '9.6×');
    assert.equal(formatRatio(1234.5), '1,235×');
    assert.equal(formatNumber(0.0152), '0.0152');
    assert.equal(formatNumber(0.00005), '5.0e−5');
    assert.equal(formatNumber(-2.124), '−2.12');
    assert.equal(plain(formatUnit(1.4, 'bits')), '1.40 bits');
    assert.equal(plain(formatWidth(0.5)), '500 ms');
    assert.equal(plain(formatWidth(300)), '5 min');
  });

  it('has a dash for what is no number', () => {
    for (const text of [formatDuration(Number.NaN), formatDuration(null), formatRate(Number.NaN), formatBytes(null)]) {
      assert.equal(text, '–');
    }
  });
});
