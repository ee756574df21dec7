import type { Answer, Question, Sensitivities } from '../src/protocol/question.ts';
import type { MetricKey, Report } from '../src/protocol/report.ts';
import { parseSensitivities } from '../src/protocol/sensitivities.ts';
import type { Asked } from './questions.ts';

/** The score under the settings that are tried. */
export type Foretold = Extract<Answer, { answer: 'what-if' }>;

/** Settings that stand by themselves. */
export type SettingKey = Exclude<keyof Sensitivities, 'weights'>;

/** What is being tried in the what-if panel, and what the host says to it. */
export class WhatIf {
  /** The score under `tried`; null until the host has answered. */
  foretold: Foretold | null = null;
  /** What to say to the reader: why there is no score, or how saving went. */
  note: { text: string; failed: boolean } | null = null;
  saving = false;
  private tried: Sensitivities | null = null;
  private asked: Asked | null = null;
  private readonly ask: (question: Question) => Asked;
  private readonly changed: () => void;

  constructor(ask: (question: Question) => Asked, changed: () => void) {
    this.ask = ask;
    this.changed = changed;
  }

  /** Whether a report can be scored again. */
  static offered(report: Report | null): boolean {
    return report?.figures !== undefined && parseSensitivities(report.config) !== null;
  }

  /** What is tried: the report's own settings until something is changed. */
  settings(report: Report): Sensitivities | null {
    return this.tried ?? parseSensitivities(report.config);
  }

  /** Whether anything differs from the report's own settings. */
  differs(report: Report): boolean {
    return this.tried !== null && JSON.stringify(this.tried) !== JSON.stringify(parseSensitivities(report.config));
  }

  /** There are new figures: what is tried is scored from them. */
  follow({ figures }: Report): void {
    if (this.tried === null || this.note?.failed === true || figures === undefined) return;
    this.asked?.forget();
    void this.foretell(this.tried);
  }

  setWeight(report: Report, metric: MetricKey, weight: number): void {
    const settings = this.settings(report);
    if (settings !== null) this.try({ ...settings, weights: { ...settings.weights, [metric]: weight } });
  }

  set(report: Report, key: SettingKey, value: number): void {
    const settings = this.settings(report);
    if (settings !== null) this.try({ ...settings, [key]: value });
  }

  /** Back to the settings of the report. */
  reset(): void {
    this.asked?.forget();
    this.asked = null;
    this.tried = null;
    this.foretold = null;
    this.note = null;
    this.changed();
  }

  /** Writes what is tried to the configuration; the host reads the file again before it answers. */
  async save(report: Report): Promise<void> {
    const settings = this.settings(report);
    if (settings === null || this.saving) return;
    this.saving = true;
    this.note = null;
    this.changed();
    const answer = await this.ask({ ask: 'save-settings', settings }).answer;
    this.saving = false;
    if (answer.answer === 'saved') {
      this.reset();
      this.note = { text: `Saved to ${answer.path}. The traces were scored again.`, failed: false };
    } else if (answer.answer === 'refused') {
      this.note = { text: answer.problem.message, failed: true };
    }
    this.changed();
  }

  private try(settings: Sensitivities): void {
    this.tried = settings;
    this.note = null;
    this.asked?.forget();
    this.asked = null;
    if (Object.values(settings.weights).every((weight) => weight === 0)) {
      this.foretold = null;
      this.note = { text: 'At least one weight must be above 0.', failed: true };
    } else {
      void this.foretell(settings);
    }
    this.changed();
  }

  private async foretell(settings: Sensitivities): Promise<void> {
    const asked = this.ask({ ask: 'what-if', settings });
    this.asked = asked;
    const answer = await asked.answer;
    if (this.asked !== asked) return;
    this.asked = null;
    if (answer.answer === 'what-if') this.foretold = answer;
    else if (answer.answer === 'refused') this.note = { text: answer.problem.message, failed: true };
    this.changed();
  }
}
