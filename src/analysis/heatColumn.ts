import { CELL_SUMMARY, TraceSummary } from '../stats/traceSummary.ts';

/** Calls of a module that are only counted. */
export interface HeatCount {
  traces: number;
  errors: number;
}

/** What the modules did in one stretch of time. */
export class HeatColumn {
  readonly modules = new Map<number, TraceSummary>();
  /** Of the modules for whose summaries there is no room. */
  readonly counts = new Map<number, HeatCount>();

  count(module: number, traces: number, errors: number): void {
    const known = this.counts.get(module);
    if (known === undefined) this.counts.set(module, { traces, errors });
    else {
      known.traces += traces;
      known.errors += errors;
    }
  }

  of(module: number): TraceSummary {
    let summary = this.modules.get(module);
    if (summary === undefined) {
      summary = new TraceSummary(CELL_SUMMARY);
      this.modules.set(module, summary);
    }
    return summary;
  }

  merge(other: HeatColumn): void {
    for (const [module, summary] of other.modules) {
      const own = this.modules.get(module);
      if (own === undefined) this.modules.set(module, summary);
      else own.merge(summary);
    }
    for (const [module, { traces, errors }] of other.counts) this.count(module, traces, errors);
  }

  /** Translates module numbers and tag ids into those of another part. */
  renamed(module: (id: number) => number, tag: (id: number) => number): HeatColumn {
    const column = new HeatColumn();
    for (const [id, summary] of this.modules) {
      summary.tags.rename(tag);
      const own = column.modules.get(module(id));
      if (own === undefined) column.modules.set(module(id), summary);
      else own.merge(summary);
    }
    for (const [id, { traces, errors }] of this.counts) column.count(module(id), traces, errors);
    return column;
  }

  static revive(plain: HeatColumn): HeatColumn {
    const column = new HeatColumn();
    for (const [module, summary] of plain.modules) column.modules.set(module, TraceSummary.revive(summary));
    for (const [module, { traces, errors }] of plain.counts) column.count(module, traces, errors);
    return column;
  }
}
