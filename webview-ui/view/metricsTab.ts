import { html, type TemplateResult } from 'lit';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { baselineCourse } from '../baselineCourse.ts';
import { linearScale } from '../chart/series.ts';
import { timeChart, type Line } from '../chart/timeChart.ts';
import { courseOf } from '../course.ts';
import { eventsOf } from '../courseEvents.ts';
import { formatScore, formatWidth } from '../format.ts';
import { METRICS } from '../metrics.ts';
import type { Store } from '../store.ts';
import { courseControls } from './courseControls.ts';
import { eventLane, eventTable, limitsOf } from './eventPanel.ts';
import { noTimeNotice, notice, untimedNote } from './notice.ts';
import { tracks } from './tracks.ts';

/** The score and its five parts over time, above the raw figures that move them and below what happened. */
export function metricsTab(store: Store): TemplateResult {
  if (store.report?.timeline == null || store.report.timeline.start.length === 0)
    return noTimeNotice(store, 'Stability over time');
  const course = courseOf(store);
  const { timeline } = course;
  const controls = courseControls(store, course);
  if (timeline === null || timeline.start.length === 0) {
    return html`${controls}${notice('Stability', 'None of these calls lies in this stretch of time.', 'course-none')}`;
  }
  const events = eventsOf(timeline, limitsOf(store));
  return html`${controls}${timeChart(store, {
    id: 'stability',
    title: 'Stability',
    subtitle: `score 0 – 100, windows of ${formatWidth(timeline.width)}${store.report.complete ? '' : ', first part of the file'}`,
    timeline,
    lines: lines(store, timeline),
    scale: linearScale(0, 100),
    ticks: [0, 50, 70, 90, 100].map((value) => ({ value, label: String(value), dotted: value === 70 || value === 90 })),
    height: 260,
    lane: eventLane(store, timeline, events),
    below: tracks(store, timeline, store.choices.of === null ? baselineCourse(store) : null),
  })}
  ${eventTable(store, timeline, events)} ${untimedNote(store)}`;
}

function lines(store: Store, timeline: Timeline): Line[] {
  // What is compared with is the whole file; the course of one module has no counterpart there.
  const compared = store.choices.of === null;
  return [
    {
      label: 'PSS',
      css: 'total',
      dash: '',
      values: timeline.pss,
      format: (value) => String(Math.round(value)),
      ...(compared ? { before: ({ pss }: Timeline) => pss } : {}),
    },
    ...METRICS.map((metric): Line => ({
      label: metric.short,
      css: `m-${metric.key}`,
      dash: metric.dash,
      values: timeline[metric.key].map((score) => score * 100),
      format: (value) => formatScore(value / 100),
      ...(compared ? { before: (other: Timeline) => other[metric.key].map((score) => score * 100) } : {}),
    })),
  ];
}
