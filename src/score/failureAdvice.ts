import type { AdviceItem, AdviceSource } from './adviceItem.ts';
import type { Contribution } from './contributors.ts';
import { clock, count, duration, percent, plural } from './figures.ts';
import type { FailureKind, FunctionScope } from './scopes.ts';

/** Failures within this share of the file's time are a burst. */
const BURST_SHARE = 0.2;
/** From this failure rate on a function fails often. */
const OFTEN = 0.1;
const MESSAGE_SHOWN = 80;

/** A failure's message on one line, at most 80 characters of it. */
function shortMessage(message: string): string {
  const characters = Array.from(message.replace(/\s+/g, ' ').trim());
  return characters.length > MESSAGE_SHOWN
    ? `${characters.slice(0, MESSAGE_SHOWN - 1).join('')}…`
    : characters.join('');
}

/** "6 × ConnectionError “payment gateway timeout” in 3.74 s from 23:12:01", or '' when nothing is known of it. */
function describeFailure(kind: FailureKind): string {
  const named = kind.type !== '' && kind.type !== 'unnamed';
  if (!named && kind.message === '') return '';
  const message = kind.message === '' ? '' : ` “${shortMessage(kind.message)}”`;
  const span = kind.first !== null && kind.last !== null ? kind.last - kind.first : null;
  const when = span === null || kind.count < 2 ? '' : ` in ${duration(span)} from ${clock(kind.first!)}`;
  return `${count(kind.count)} × ${named ? kind.type : 'failure'}${message}${when}; `;
}

/** Functions that fail with the same kind of failure: most often one raises it and the others pass it on. */
interface FailureGroup {
  /** The one to look at first. */
  source: FunctionScope;
  callers: FunctionScope[];
  share: number;
}

function kindOf(scope: FunctionScope): string {
  const main = scope.failures[0];
  return main === undefined ? `\0${scope.name}` : `${main.type}\0${main.message}`;
}

/** A call starts after the one that makes it; where that cannot be told, the more failure-prone one is the source. */
function isInside(a: FunctionScope, b: FunctionScope): boolean {
  const [one, other] = [a.failures[0], b.failures[0]];
  if (one?.first != null && other?.first != null && one.last !== null && other.last !== null) {
    if (one.first > other.first && one.last > other.last) return true;
    if (one.first < other.first && one.last < other.last) return false;
  }
  return a.summary.errors / a.summary.n > b.summary.errors / b.summary.n;
}

function groupsOf(contributions: readonly Contribution[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { scope, share } of contributions) {
    const kind = kindOf(scope);
    const group = groups.get(kind);
    if (group === undefined) {
      groups.set(kind, { source: scope, callers: [], share });
      continue;
    }
    group.share += share;
    if (isInside(scope, group.source)) {
      group.callers.push(group.source);
      group.source = scope;
    } else {
      group.callers.push(scope);
    }
  }
  return [...groups.values()].sort((a, b) => b.share - a.share);
}

function isBurst({ file }: AdviceSource, scope: FunctionScope, span: AdviceItem['span']): boolean {
  const fileSpan = file.time === null ? 0 : file.time.to - file.time.from;
  return scope.summary.errors >= 3 && span !== null && fileSpan > 0 && (span.to - span.from) / fileSpan < BURST_SHARE;
}

/** " The same ends 9 calls of handle_request." */
function alsoIn(callers: readonly FunctionScope[]): string {
  if (callers.length === 0) return '';
  const listed = [...callers].sort((a, b) => b.summary.errors - a.summary.errors).slice(0, 2);
  const parts = listed.map(({ name, failures }) => `${plural(failures[0].count, 'call')} of ${name}`);
  const more = callers.length > listed.length ? [`calls of ${count(callers.length - listed.length)} more`] : [];
  const all = [...parts, ...more];
  return ` The same ends ${all.length === 1 ? all[0] : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`}.`;
}

function itemOf(source: AdviceSource, group: FailureGroup, points: number): AdviceItem {
  const { source: scope, callers } = group;
  const { errors, n, runs } = scope.summary;
  const main = scope.failures[0];
  const span =
    main !== undefined && main.first !== null && main.last !== null ? { from: main.first, to: main.last } : null;
  const burst = isBurst(source, scope, span);
  const rate = errors / n;
  const how = burst
    ? 'fails in bursts'
    : errors === n
      ? 'always fails'
      : errors === 1
        ? 'failed once'
        : rate < OFTEN
          ? 'fails now and then'
          : 'fails often';
  const what = main === undefined ? '' : describeFailure(main);
  const inRow = runs.longest >= 2 ? `, ${count(runs.longest)} of its calls in a row` : '';
  return {
    metric: 'ev',
    title: `${scope.name} ${how}`,
    subject: scope.name,
    evidence: `${what}${count(errors)} of ${plural(n, 'call')} failed (${percent(rate)})${inRow}.${alsoIn(callers)}`,
    step: burst
      ? 'Retry with back-off, or fail fast while the other side is down.'
      : errors === n
        ? 'Start with its first failure: nothing gets through here.'
        : 'Handle this case where it arises, or make the caller tolerate it.',
    scope,
    points: points * group.share,
    worth: source.worth.noErrors([scope, ...callers]),
    span,
    n,
  };
}

/** What fails, most failures first; functions that pass on another's failure are named with it. */
export function failureItems(
  source: AdviceSource,
  contributions: readonly Contribution[],
  points: number,
): AdviceItem[] {
  return groupsOf(contributions).map((group) => itemOf(source, group, points));
}
