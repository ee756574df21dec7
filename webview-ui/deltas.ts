/** How the changes against another run are told. */
import type { RunFigures } from '../src/protocol/history.ts';
import type { Scores } from '../src/protocol/report.ts';
import type { Store } from './store.ts';
import { runFigures } from '../src/protocol/runFigures.ts';

const NARROW = '\u202f';

/** A change as it is written. */
export interface Delta {
  /** Arrow and size, e.g. `↑ 1`, `↓ 0.34 pp`, `± 0`. */
  text: string;
  /** The same in words, for what has no eyes. */
  words: string;
  /** Whether it is good news; null where a change is neither. */
  better: boolean | null;
}

/** Which way is up: a score should rise, an error rate should fall, traffic may do as it likes. */
export type Meaning = 'rise' | 'fall' | 'neither';

/** What the page's changes are told against. */
export interface Reference {
  /** How it is called: "last run", or the name of what was chosen. */
  name: string;
  pss: number;
  scores: Scores;
  /** Null where nothing but the scores was stored. */
  figures: RunFigures | null;
}

/**
 * What was chosen to compare with, else the last run; null when there is neither, and while the page shows a part of
 * the time: a part is not compared with a whole.
 */
export function referenceOf(store: Pick<Store, 'history' | 'baseline' | 'range'>): Reference | null {
  const { baseline, history, range } = store;
  if (range !== null) return null;
  if (baseline !== null) {
    const { base } = baseline.comparison;
    return { name: baseline.label, pss: base.pss, scores: base.scores, figures: runFigures(baseline.report) };
  }
  if (history?.last == null) return null;
  const { pss, scores } = history.last;
  return { name: 'last run', pss, scores, figures: history.lastFigures };
}

/** A change of a score 0..100, in whole points. */
export function scoreDelta(now: number, before: number): Delta {
  const change = Math.round(now) - Math.round(before);
  return delta(change, String(Math.abs(change)), `by ${Math.abs(change)}`, 'rise');
}

/** A change of a share 0..1, in percentage points with two significant digits. */
export function shareDelta(now: number, before: number, meaning: Meaning): Delta {
  const points = (now - before) * 100;
  const size = Math.abs(points);
  if (size < 0.005) return SAME;
  const text = `${size >= 9.95 ? Math.round(size) : Number(size.toPrecision(2))}${NARROW}pp`;
  return delta(points, text, `by ${text}`, meaning);
}

/** A change of an amount, in per cent of what it was; null where it was nothing. */
export function relativeDelta(now: number, before: number, meaning: Meaning): Delta | null {
  if (!(before > 0) || !Number.isFinite(now)) return now === before ? SAME : null;
  const change = now / before - 1;
  const percent = Math.round(Math.abs(change) * 100);
  if (percent === 0) return SAME;
  // Beyond that a factor says more than a percentage.
  const text = now / before >= 10 ? `${Math.round(now / before)}×` : `${percent}${NARROW}%`;
  return delta(change, text, now / before >= 10 ? `to ${text}` : `by ${text}`, meaning);
}

const SAME: Delta = { text: `±${NARROW}0`, words: 'unchanged', better: null };

function delta(change: number, size: string, words: string, meaning: Meaning): Delta {
  if (change === 0) return SAME;
  const up = change > 0;
  return {
    text: `${up ? '↑' : '↓'}${NARROW}${size}`,
    words: `${up ? 'up' : 'down'} ${words}`,
    better: meaning === 'neither' ? null : up === (meaning === 'rise'),
  };
}
