/** How old the news of a collector is, by the page's own clock: that of the collector's machine may go differently. */
import type { LiveStatus } from '../src/protocol/live.ts';

/** Seconds without a word after which figures are no longer called live. */
const SILENCE = 5;
/** Milliseconds between two looks at the clock. */
const LOOK = 1000;

export class LiveNews {
  private readonly changed: () => void;
  private timer: ReturnType<typeof setInterval> | undefined;
  /** When the host last said anything, and when a trace last came; page seconds. */
  private heard = 0;
  private came: { last: number; at: number } | null = null;
  private id: string | null = null;

  /** @param changed is called when the time alone changes what must be shown */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Takes what the host says; null when what is shown is not live. */
  take(status: LiveStatus | null): void {
    const now = performance.now() / 1000;
    if (this.id !== (status?.id ?? null)) this.came = null;
    this.id = status?.id ?? null;
    this.heard = now;
    const last = status?.last ?? null;
    if (last === null) this.came = null;
    else if (this.came?.last !== last) {
      // The first word may be of long ago.
      const age = this.came === null ? Math.max(0, Date.now() / 1000 - last) : 0;
      this.came = { last, at: now - age };
    }
    const moves = status !== null && ['running', 'waiting', 'paused', 'starting'].includes(status.state);
    if (!moves) {
      clearInterval(this.timer);
      this.timer = undefined;
    } else this.timer ??= setInterval(() => this.look(), LOOK);
  }

  /** Whole seconds since a trace last came; null when none has. */
  get age(): number | null {
    return this.came === null ? null : Math.max(0, Math.floor(performance.now() / 1000 - this.came.at));
  }

  /** Whole seconds since the host last said anything, once that is too long for a live page; else null. */
  get silence(): number | null {
    const silent = performance.now() / 1000 - this.heard;
    return silent >= SILENCE ? Math.floor(silent) : null;
  }

  /** While the host speaks, its messages draw the page; only silence must be seen without it. */
  private look(): void {
    if (this.silence !== null) this.changed();
  }
}
