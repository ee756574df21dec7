import { setTimeout } from 'node:timers/promises';
import type { FrameLocator } from 'playwright-core';

/** Milliseconds between two looks at the dashboard. */
const LOOK = 250;
/** Milliseconds until the last figures are on the screen. */
const PATIENCE = 60_000;

/** The figures on a live dashboard, and how often they change. */
export class Picture {
  changes = 0;
  /** Seconds that it stood still at most, from the first figures on. */
  longest = 0;
  readonly #dashboard: FrameLocator;
  #following: Promise<void> | null = null;
  #stopped = false;

  constructor(dashboard: FrameLocator) {
    this.#dashboard = dashboard;
  }

  follow(): void {
    this.#following = this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#following;
  }

  /** Waits until that many traces are received, scored and in the report. @returns what is missing, or null */
  async complete(total: number): Promise<string | null> {
    const count = total.toLocaleString('en-US');
    const until = performance.now() + PATIENCE;
    let said = '';
    while (performance.now() < until) {
      const counted = await this.#counters();
      const traces = await this.#traces.innerText();
      said = `${[...counted].map(([name, value]) => `${value} ${name}`).join(', ')}; in the report ${traces}`;
      if (counted.get('received') === count && counted.get('scored') === count && traces === count) {
        console.log(said);
        return null;
      }
      await setTimeout(LOOK);
    }
    return `of ${count} traces the dashboard shows ${said}`;
  }

  get #traces() {
    return this.#dashboard.locator('.kpi .value').first();
  }

  async #counters(): Promise<Map<string, string | undefined>> {
    const counters = this.#dashboard.locator('.counters');
    const [names, values] = [
      await counters.locator('dt').allInnerTexts(),
      await counters.locator('dd').allInnerTexts(),
    ];
    return new Map(names.map((name, index) => [name, values[index]]));
  }

  async #look(): Promise<void> {
    let last = await this.#traces.innerText({ timeout: PATIENCE });
    let since = performance.now();
    while (!this.#stopped) {
      await setTimeout(LOOK);
      const shown = await this.#traces.innerText();
      const now = performance.now();
      this.longest = Math.max(this.longest, (now - since) / 1000);
      if (shown === last) continue;
      this.changes++;
      last = shown;
      since = now;
    }
  }
}
