import { machineFacts, table, writeSection } from './results.ts';
import { TRIAL, verdictTrial, type TrialSettings } from './verdictTrials.ts';

const FIRST_SEED = 1000;
const FIRST_SEED_UNCHANGED = 5000;

/** How many trials told what they should. */
export interface VerdictCounts {
  trials: number;
  /** The planted slowdown was found, and its function named. */
  found: number;
  /** Something else was called besides. */
  besides: number;
  /** Runs without any change in which something was called. */
  alarms: number;
}

/** Judges as many runs with a planted slowdown as without one. Fixed seeds: the same counts on every machine. */
export function countVerdicts(settings: TrialSettings, trials: number): VerdictCounts {
  const counts = { trials, found: 0, besides: 0, alarms: 0 };
  for (let i = 0; i < trials; i++) {
    const planted = verdictTrial(settings, FIRST_SEED + i);
    counts.found += Number(planted.found);
    counts.besides += Number(planted.alarms > 0);
    counts.alarms += Number(verdictTrial({ ...settings, slowdown: 1 }, FIRST_SEED_UNCHANGED + i).alarms > 0);
  }
  return counts;
}

/** Prints how often verdicts on regressions are right, and writes it to the results. */
export function measureVerdicts(): void {
  process.stdout.write('verdicts: 100 runs with a planted slowdown and 100 without…\n');
  const { trials, found, besides, alarms } = countVerdicts(TRIAL, 100);
  const { functions, calls, sigma, common, earlier } = TRIAL;
  const rows = [
    ['a 20 % slowdown of one function found and named', `${found} of ${trials}`, 'at least 95'],
    ['something else called besides', `${besides} of ${trials}`, ''],
    ['anything called where nothing changed', `${alarms} of ${trials}`, 'at most 5'],
  ];
  const text = table(['what', 'trials', 'promised'], rows);
  process.stdout.write(`${text}\n`);
  const settings = `${functions} functions, ${calls} calls each, log-normal σ ${sigma}, a common factor per run σ ${common}, ${earlier} earlier runs; fixed seeds.`;
  writeSection('Verdicts on regressions', `${machineFacts()}. ${settings}\n\n${text}`);
}
