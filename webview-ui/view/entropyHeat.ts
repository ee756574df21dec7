/** Where paths are unpredictable: entropy of branch tags, modules by time, now or against a baseline. */
import type { TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import { baselineHeat } from '../baselineHeat.ts';
import { changeLook, changeOf, signedText } from '../chart/change.ts';
import { heatmap, type HeatmapRow } from '../chart/heatmap.ts';
import { entropyShade, rampColour } from '../chart/ramp.ts';
import { formatUnit } from '../format.ts';
import type { Store } from '../store.ts';
import { changeSwitch } from './heatChange.ts';
import { highestOf, opener } from './heatCells.ts';
import { notice } from './notice.ts';

const TITLE = 'Where paths are unpredictable';

type Bits = readonly (number | null)[];

export function entropyHeat(store: Store, { heat }: Report): TemplateResult {
  if (heat === null) {
    const text = 'None of these traces carries a time; the branches of a function are in its detail view.';
    return notice(TITLE, text, 'half');
  }
  const before = baselineHeat(store, heat);
  const change = before !== null && store.choices.change;
  const bitsBefore = ({ module }: { module: string }): Bits => before?.get(module)?.entropy ?? [];
  const branching = (values: Bits): boolean => values.some((bits) => bits !== null && bits > 0);
  const list = heat.rows
    .filter((row) => branching(row.entropy) || (change && branching(bitsBefore(row))))
    .map((row) => {
      const then = bitsBefore(row);
      const values = change ? row.entropy.map((bits, column) => changeOf(bits, then[column] ?? null)) : row.entropy;
      const rank = change ? mean(row.entropy) - mean(then) : mean(row.entropy);
      const total = change ? signedText(rank, written(1)) : rank.toFixed(1);
      return { rank, row: { module: row.module, values, total } satisfies HeatmapRow };
    })
    .filter(({ row }) => row.values.some((value) => value !== null))
    .sort((a, b) => b.rank - a.rank)
    .map(({ row }) => row);
  if (list.length === 0) {
    const tagged = heat.rows.some((row) => row.entropy.some((bits) => bits !== null));
    return notice(
      TITLE,
      tagged
        ? 'Nowhere: in every cell all tagged calls took the same branch.'
        : 'None of these calls carries a branch tag.',
      'half',
    );
  }
  const most = highestOf(list);
  const own = new Map(heat.rows.map((row) => [row.module, row]));
  const tell = (values: Bits | undefined, column: number): string => {
    const bits = values?.[column] ?? null;
    return bits === null ? 'no traces' : formatUnit(bits, 'bits');
  };
  return heatmap(store, {
    id: 'entropy-heat',
    title: TITLE,
    subtitle: 'entropy of branch tags, bits',
    css: 'm-be',
    heat,
    rows: list,
    tell: ({ module }, column) => {
      const row = own.get(module);
      const untagged = row?.entropy[column] === null && row.traces[column] > 0;
      return untagged ? 'no branch tags' : tell(row?.entropy, column);
    },
    note: 'right: mean of the cells',
    ...(change
      ? { ...changeLook(most, 'Change, bits', written(1), (size) => entropyShade(size, most)), format: signedBits }
      : {
          colour: (bits: number) => (bits === 0 ? 'var(--zero)' : rampColour(entropyShade(bits, most), 28)),
          legend: {
            label: 'Bits',
            values: [0, 0.25, 0.5, 0.75, 1].map((share) => share * most),
            format: (bits: number) => bits.toFixed(bits === 0 ? 0 : 1),
          },
          format: written(2),
        }),
    ...(before === null
      ? {}
      : {
          before: {
            tell: (row: HeatmapRow, column: number) => tell(bitsBefore(row), column),
            value: (row: HeatmapRow, column: number) => bitsBefore(row)[column] ?? null,
            format: written(2),
          },
        }),
    controls: changeSwitch(store, before !== null),
    open: opener(store, heat, () => undefined),
  });
}

const written =
  (digits: number) =>
  (bits: number): string =>
    bits.toFixed(digits);

const signedBits = (bits: number): string => signedText(bits, written(2));

function mean(values: Bits): number {
  const known = values.filter((bits) => bits !== null);
  return known.reduce((total, bits) => total + bits, 0) / Math.max(1, known.length);
}
