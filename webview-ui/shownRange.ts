/** The stretch of time that all tabs share: how it is chosen, drawn, dragged and left again. */
import type { Choices } from './choices.ts';
import { fitted, panned, step, undo, widthOf, zoomed, type RangeSteps, type TimeRange } from './timeRange.ts';

/** What the range is a part of, and where the reader's choices are kept. */
export interface RangeOwner {
  readonly choices: Choices;
  readonly bounds: TimeRange | null;
  readonly range: TimeRange | null;
  readonly instant: number | null;
  /** Keeps a step. */
  choose(change: Partial<Choices>): void;
  /** Shows a range that is not a step yet. */
  preview(range: TimeRange | null): void;
}

export class ShownRange {
  private readonly owner: RangeOwner;
  /** The range before it was taken hold of. */
  private held: { range: TimeRange | null } | null = null;

  constructor(owner: RangeOwner) {
    this.owner = owner;
  }

  private steps(): RangeSteps {
    const { range, past } = this.owner.choices;
    return { range, past };
  }

  /** Shows a stretch of time, or with null all of it. */
  set(range: TimeRange | null): void {
    const { bounds } = this.owner;
    if (bounds === null) return;
    this.owner.choose(step(this.steps(), range === null ? null : fitted(range, bounds)));
  }

  /** Shows another range while it is dragged; `drop` makes one step of it all. */
  drag(range: TimeRange | null): void {
    this.held ??= { range: this.owner.choices.range };
    this.owner.preview(range);
  }

  drop(): void {
    const { held } = this;
    if (held === null) return;
    this.held = null;
    const { range, past } = this.steps();
    this.owner.choose(step({ range: held.range, past }, range));
  }

  undo(): void {
    this.owner.choose(undo(this.steps()));
  }

  /** Zooms at the crosshair, or in the middle; a factor below 1 zooms in. */
  zoom(factor: number): void {
    const { bounds, range, instant } = this.owner;
    if (bounds === null) return;
    const extent = range ?? bounds;
    this.set(zoomed(range, bounds, instant ?? (extent.from + extent.to) / 2, factor));
  }

  /** Moves the range by a share of its width. */
  pan(share: number): void {
    const { bounds, range } = this.owner;
    if (bounds !== null && range !== null) this.set(panned(range, bounds, widthOf(range) * share));
  }
}
