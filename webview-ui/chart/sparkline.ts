import { html, nothing, svg, type TemplateResult } from 'lit';
import { areaPath, decimate, linearScale, linePath, type Point } from './series.ts';

/** A small line without axes. */
export interface Sparkline {
  /** What it shows, with its lowest and highest value, for those who do not see it. */
  label: string;
  runs: readonly (readonly Point[])[];
  from: number;
  to: number;
  low: number;
  high: number;
  width: number;
  height: number;
  filled?: boolean;
}

/** Draws a sparkline; gaps stay open, a lone window is a dot, the newest value ends in a dot. */
export function sparkline(chart: Sparkline): TemplateResult {
  const { width, height } = chart;
  const x = linearScale(chart.from, chart.to);
  const y = linearScale(chart.low, chart.high);
  const runs = chart.runs.map((run) => decimate(run, width));
  const dots = runs.filter((run) => run.length === 1).map((run) => run[0]);
  const last = runs.at(-1)?.at(-1);
  if (last !== undefined) dots.push(last);
  return html`<svg
    class="spark"
    viewBox="0 0 ${width} ${height}"
    width=${width}
    height=${height}
    preserveAspectRatio="none"
    role="img"
    aria-label=${chart.label}
  >
    ${
      chart.filled === true
        ? runs.map((run) => svg`<path class="area" d=${areaPath(run, x, y, width, height)}></path>`)
        : nothing
    }
    ${runs.map((run) => (run.length < 2 ? nothing : svg`<path class="line" d=${linePath(run, x, y, width, height)}></path>`))}
    ${dots.map((dot) => svg`<path class="dot" d=${`${linePath([dot], x, y, width, height)}h0.01`}></path>`)}
  </svg>`;
}
