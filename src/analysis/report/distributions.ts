import type { Distributions } from '../../protocol/reportCharts.ts';
import { LogHistogram } from '../../stats/logHistogram.ts';
import { SPREAD_BITS } from '../../stats/traceSummary.ts';
import type { TraceAccumulator } from '../accumulator.ts';
import { histogram } from './histogram.ts';

/** Modules whose CPU and waiting times are told apart. */
const MOST_MODULES = 24;

interface Spread {
  cpu: LogHistogram;
  wait: LogHistogram;
  /** Seconds spent in calls. */
  time: number;
}

function emptySpread(): Spread {
  return { cpu: new LogHistogram(SPREAD_BITS), wait: new LogHistogram(SPREAD_BITS), time: 0 };
}

/** How durations, CPU and waiting times are distributed, in all and for the modules with most time. */
export function distributionsOf(accumulator: TraceAccumulator): Distributions {
  const { cells, table, file, failedSpread } = accumulator;
  const all = emptySpread();
  const modules = new Map<number, Spread>();
  cells.forEach((cell, i) => {
    const { module } = table.cells[i];
    let own = modules.get(module);
    if (own === undefined) modules.set(module, (own = emptySpread()));
    own.cpu.merge(cell.cpuSpread!);
    own.wait.merge(cell.waitSpread!);
    own.time += cell.duration.mean * cell.n;
  });
  for (const { cpu, wait } of modules.values()) {
    all.cpu.merge(cpu);
    all.wait.merge(wait);
  }
  return {
    duration: histogram(file.durations.histogramOf(SPREAD_BITS)),
    failed: histogram(failedSpread),
    cpu: histogram(all.cpu),
    wait: histogram(all.wait),
    modules: [...modules]
      .sort(([, a], [, b]) => b.time - a.time)
      .slice(0, MOST_MODULES)
      .map(([module, { cpu, wait }]) => ({
        module: table.modules[module],
        cpu: histogram(cpu),
        wait: histogram(wait),
      })),
  };
}
