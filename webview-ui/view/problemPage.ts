import { html, nothing, type TemplateResult } from 'lit';
import type { AnalysisProblem } from '../../src/protocol/analysis.ts';
import { formatCount } from '../format.ts';
import type { IconName } from '../icons.ts';
import type { Store } from '../store.ts';
import { statePage, type Step } from './statePage.ts';

type Kind = AnalysisProblem['kind'];

const ICONS: Partial<Record<Kind, IconName>> = {
  'not-found': 'file',
  damaged: 'warning',
  configuration: 'settings',
  changed: 'history',
  cancelled: 'stop',
};

const TITLES: Record<Kind, (file: string) => string> = {
  'not-found': (file) => `${file} is not there`,
  unreadable: (file) => `${file} cannot be read`,
  'no-traces': (file) => `No traces in ${file}`,
  'only-skipped': (file) => `No usable trace in ${file}`,
  damaged: (file) => `${file} is damaged`,
  configuration: () => 'The configuration has an error',
  changed: (file) => `${file} changed while it was read`,
  crashed: () => 'The analysis broke off',
  cancelled: (file) => `${file} was not read`,
};

/** Why there are no figures, and what to do about it. */
export function problemPage(store: Store, problem: AnalysisProblem): TemplateResult {
  const paths = problem.paths ?? [];
  return statePage({
    icon: ICONS[problem.kind] ?? 'error',
    title: TITLES[problem.kind](store.fileName),
    text: html`<p>${explanation(problem)}</p>
      ${configurationPlace(store, problem)}`,
    steps: store.host.live ? steps(store, problem, paths).filter((step) => offered(store, step)) : [],
    ...(problem.kind === 'no-traces' || problem.kind === 'only-skipped' ? { more: traceExample() } : {}),
  });
}

function explanation(problem: AnalysisProblem): TemplateResult {
  const { kind, message, found, paths } = problem;
  if (kind === 'no-traces') {
    const accepted = 'A trace file is a list of traces, an object with traces, or one trace per line.';
    if (paths !== undefined && paths.length > 0) {
      return html`${sentence(found === undefined ? message : `Found ${found}`)} Traces seem to stand deeper, at
      ${paths.slice(0, 5).map((path, index) => html`${index > 0 ? ', ' : nothing}<code><bdi>${path}</bdi></code>`)}.
      Reading them from there takes longer than reading a trace file.`;
    }
    return html`${sentence(found === undefined ? message : `Found ${found}`)} ${accepted}`;
  }
  if (kind === 'cancelled') return html`Reading was stopped before there were figures to show.`;
  // The place follows as a link.
  const place = placeOf(problem);
  const text = place !== null && message.startsWith(`${place}: `) ? message.slice(place.length + 2) : message;
  return html`${sentence(text)}${kind === 'not-found' ? ' It may have been moved, renamed or deleted.' : ''}`;
}

/** With a full stop, unless it ends in one or in an ellipsis. */
function sentence(text: string): string {
  return /[.…]$/.test(text) ? text : `${text}.`;
}

/** `file:line:column` of a problem in a configuration file. */
function placeOf({ file, line = 1, column = 1 }: AnalysisProblem): string | null {
  return file === undefined ? null : `${file}:${line}:${column}`;
}

function configurationPlace(store: Store, problem: AnalysisProblem): TemplateResult | typeof nothing {
  const { file, line = 1, column = 1 } = problem;
  if (file === undefined) return nothing;
  const place = placeOf(problem);
  if (!store.host.live) return html`<p class="mono">${place}</p>`;
  return html`<p>
    <button
      class="link mono"
      type="button"
      @click=${() => store.host.post({ type: 'open-config', file, line, column })}
    >
      <bdi>${place}</bdi>
    </button>
  </p>`;
}

/** A browser has no log of the editor's and no files to choose from. */
function offered({ host }: Store, step: Step): boolean {
  return host.board !== true || step.editor !== true;
}

function steps(store: Store, problem: AnalysisProblem, paths: readonly string[]): Step[] {
  const { host } = store;
  const again: Step = { label: 'Try Again', take: () => host.post({ type: 'reload' }) };
  const choose: Step = { label: 'Choose Another File', editor: true, take: () => host.post({ type: 'choose-file' }) };
  const log: Step = { label: 'Show Log', editor: true, take: () => host.post({ type: 'show-log' }) };
  const { offset } = problem;
  const asText: Step = {
    label: offset === undefined ? 'Open as Text' : `Go to Byte ${formatCount(offset)}`,
    take: () => host.post(offset === undefined ? { type: 'open-as-text' } : { type: 'open-as-text', offset }),
  };
  switch (problem.kind) {
    case 'not-found':
      return [again, choose];
    case 'unreadable':
      return [again, choose, log];
    case 'no-traces': {
      const read = paths
        .slice(0, 5)
        .map((path): Step => ({ label: `Read ${path}`, take: () => host.post({ type: 'read-path', jsonPath: path }) }));
      return [...read, asText, choose];
    }
    case 'only-skipped':
      return [asText, choose];
    case 'damaged':
      return [asText, again];
    case 'configuration': {
      const { file, line = 1, column = 1 } = problem;
      if (file === undefined) return [again, log];
      return [
        { label: 'Open Configuration', take: () => host.post({ type: 'open-config', file, line, column }) },
        again,
      ];
    }
    case 'changed':
      return [{ ...again, label: 'Read Again' }];
    case 'crashed':
      return [again, log];
    case 'cancelled':
      return [{ ...again, label: 'Read Again' }, asText];
  }
}

function traceExample(): TemplateResult {
  return html`<details>
    <summary>What a trace looks like</summary>
    <pre tabindex="0">
{"name": "load_cart", "module": "shop.cart",
 "filename": "shop/cart.py", "lineno": 12,
 "duration": 0.0042, "wait_time": 0.0031,
 "memory": 131866624, "error": false,
 "timestamp": 1700000000.25}</pre>
    <p>Only <code>duration</code> is needed outside a list; every other field adds to what can be told.</p>
  </details>`;
}

/** A valid file with nothing in it yet. */
export function emptyPage(store: Store): TemplateResult {
  const { host } = store;
  return statePage({
    icon: 'inbox',
    title: 'No traces in this file yet',
    text: html`<p>
        The file is valid, but holds an empty list: its score is 0 by definition. Decorate a function and run it once:
      </p>
      <pre
        class="code"
        tabindex="0"
      ><i class="ctl">from</i> pypss.instrumentation <i class="ctl">import</i> monitor_function

<i class="fn">@monitor_function</i>(<i class="str">"my_task"</i>)
<i class="kw">def</i> <i class="fn">my_task</i>(): ...</pre>`,
    steps: host.live
      ? [
          { label: 'Read Again', take: () => host.post({ type: 'reload' }) },
          { label: 'Choose Another File', editor: true, take: () => host.post({ type: 'choose-file' }) },
          { label: 'Open as Text', take: () => host.post({ type: 'open-as-text' }) },
        ].filter((step: Step) => offered(store, step))
      : [],
  });
}
