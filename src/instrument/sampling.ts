/** Which calls are recorded. The choice falls when a call has ended, so that failures can be kept. */
import type { Settings } from './settings.ts';
import { reasonOf, warn } from './warning.ts';

/** Shares 0..1 of the successful and of the failed calls of a function that are recorded. */
export interface Rates {
  readonly successes: number;
  readonly failures: number;
  /** The settings that they follow from. */
  readonly settings: Settings;
}

/** The first rule that matches at the start of the name or the module decides; without one the general rates hold. */
export function ratesOf(name: string, module: string, settings: Settings): Rates {
  const { sampleRate, errorSampleRate } = settings;
  for (const rule of settings.rules) {
    const pattern = patternOf(rule.pattern);
    if (pattern === null || !(pattern.test(name) || pattern.test(module))) continue;
    switch (rule.strategy) {
      case 'always':
        return { successes: 1, failures: 1, settings };
      case 'never':
        return { successes: 0, failures: 0, settings };
      case 'on_error':
        return { successes: 0, failures: errorSampleRate, settings };
      case 'random':
        return { successes: rule.sampleRate ?? sampleRate, failures: errorSampleRate, settings };
    }
  }
  return { successes: sampleRate, failures: errorSampleRate, settings };
}

const patterns = new Map<string, RegExp | null>();

function patternOf(text: string): RegExp | null {
  let pattern = patterns.get(text);
  if (pattern === undefined) {
    try {
      pattern = new RegExp(`^(?:${text})`);
    } catch (error) {
      warn(`the sampling rule ${JSON.stringify(text)} is left out: ${reasonOf(error)}`);
      pattern = null;
    }
    patterns.set(text, pattern);
  }
  return pattern;
}
