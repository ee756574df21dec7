import type { ModuleReport, Report } from '../../protocol/report.ts';
import { count, duration, percent } from '../../score/figures.ts';
import { METRICS } from '../../score/pss.ts';
import { plainSpaces, visibleName, visibleText } from './visibleText.ts';
import * as say from './wording.ts';

/** Gates that turn into failed test cases. */
export interface JunitGates {
  /** The score must reach this. */
  failIfBelow: number | null;
  /** The file must be whole. */
  strict: boolean;
  /** Why the score fails against the stored runs; null when it passes. */
  drop?: string | null;
}

/** Text for XML 1.0, which cannot carry control characters even as entities; they are written out before. */
function xml(text: string): string {
  return plainSpaces(visibleText(text)).replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function testCase(classname: string, name: string, inner: readonly string[]): string {
  const open = `    <testcase classname="${xml(classname)}" name="${xml(name)}" time="0"`;
  return inner.length === 0 ? `${open}/>\n` : `${open}>\n${inner.join('')}    </testcase>\n`;
}

function failure(type: string, message: string): string {
  return `      <failure type="${type}" message="${xml(message)}">${xml(message)}</failure>\n`;
}

function output(text: string): string {
  return `      <system-out>${xml(text)}</system-out>\n`;
}

/** Why the score fails its gate; null when it passes. */
export function belowText(pss: number, failIfBelow: number | null): string | null {
  return failIfBelow !== null && pss < failIfBelow ? `PSS ${String(pss)} is below ${String(failIfBelow)}` : null;
}

function scoreCase(report: Report, { failIfBelow, drop = null }: JunitGates): { xml: string; failed: boolean } {
  const below = belowText(report.pss, failIfBelow);
  const { word } = say.verdictOf(report);
  const rate = report.traces === 0 ? 0 : report.errors / report.traces;
  const summary = output(
    `PSS: ${String(report.pss)}/100 ${word}; ${count(report.traces)} traces, ${count(report.errors)} errors (${percent(rate)}), p95 ${duration(report.latency.p95)}`,
  );
  const failures = [
    ...(below === null ? [] : [failure('threshold', below)]),
    ...(drop === null ? [] : [failure('regression', drop)]),
  ];
  return { xml: testCase('pypss', 'PSS', [...failures, summary]), failed: failures.length > 0 };
}

function wholeCase(report: Report, { strict }: JunitGates): { xml: string; failed: boolean } {
  const { damage } = report;
  const failed = strict && damage !== null;
  const text = damage === null ? 'not damaged' : say.damageText(report, damage);
  return { xml: testCase('pypss', 'trace file is whole', [failed ? failure('damage', text) : output(text)]), failed };
}

function moduleText({ pss, traces, errors, latency, scores }: ModuleReport): string {
  const parts = METRICS.map(({ key }) => `${say.METRIC_LABEL[key]} ${say.scoreText(scores[key])}`).join(', ');
  return `PSS: ${String(pss)}/100 (${parts}); ${count(traces)} traces, ${count(errors)} errors, p95 ${duration(latency.p95)}`;
}

/**
 * The report as JUnit XML, piece by piece: one test for the score, which fails below the gate, one for the file's
 * wholeness, and one per metric and module that carries its score. Names do not depend on figures, so that CI systems
 * can follow a test over time; modules are therefore all listed, by name.
 */
export function* junitReport(report: Report, gates: JunitGates): Generator<string> {
  const score = scoreCase(report, gates);
  const whole = wholeCase(report, gates);
  const tests = 2 + report.metrics.length + report.modules.length;
  const failures = Number(score.failed) + Number(whole.failed);
  const counts = `tests="${String(tests)}" failures="${String(failures)}" errors="0"`;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="pypss" ${counts} time="0">\n  <testsuite name="pypss" ${counts} skipped="0" time="0">\n`;
  yield '    <properties>\n';
  yield property('source', say.sourceName(report.source.path));
  yield property('pss', String(report.pss));
  for (const { key, name } of METRICS) yield property(name, String(report.scores[key]));
  yield '    </properties>\n';
  yield score.xml;
  yield whole.xml;
  for (const metric of report.metrics) {
    const text = `${say.scoreText(metric.score)} of 100, ${say.pointsLostText(metric.pointsLost)}. ${say.evidenceText(metric)}`;
    yield testCase('pypss.metrics', metric.name, [output(text)]);
  }
  const modules = report.modules.toSorted((a, b) => (a.module < b.module ? -1 : a.module > b.module ? 1 : 0));
  for (const module of modules) {
    yield testCase('pypss.modules', visibleName(module.module), [output(moduleText(module))]);
  }
  yield '  </testsuite>\n</testsuites>\n';
}

function property(name: string, value: string): string {
  return `      <property name="${name}" value="${xml(value)}"/>\n`;
}
