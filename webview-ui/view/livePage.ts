import { html, type TemplateResult } from 'lit';
import type { LiveStatus } from '../../src/protocol/live.ts';
import { formatDuration } from '../format.ts';
import type { Store } from '../store.ts';
import { isMoving } from './liveStrip.ts';
import { statePage, type Step } from './statePage.ts';

/** In place of the figures of a collector that has none: what it waits for, or why it does not run. */
export function livePage(store: Store, live: LiveStatus): TemplateResult {
  const { host } = store;
  const start: Step = { label: 'Start', take: () => host.post({ type: 'reload' }) };
  const log: Step = { label: 'Show Log', editor: true, take: () => host.post({ type: 'show-log' }) };
  if (live.state === 'failed') {
    return statePage({
      icon: 'error',
      title: `${store.file} does not collect`,
      text: html`<p>${sentence(live.message ?? 'It ended unexpectedly')}</p>`,
      steps: [{ ...start, label: 'Start Again' }, log],
    });
  }
  if (!isMoving(live)) {
    return statePage({
      icon: 'broadcast',
      title: 'This collector is stopped',
      text: html`<p>
        Nothing listens or connects at this moment, and nothing starts by itself. It collects from
        <code><bdi>${live.address}</bdi></code> once it is started.
      </p>`,
      steps: [start],
    });
  }
  if (live.received > 0) {
    const title =
      live.window === null ? 'No trace yet among what came' : `No traces in the last ${formatDuration(live.window)}`;
    return statePage({
      icon: 'broadcast',
      title,
      text: html`<p>${live.message === null ? 'The next ones are shown as they come.' : sentence(live.message)}</p>`,
      steps: [],
    });
  }
  return statePage({
    icon: 'broadcast',
    title: live.state === 'waiting' ? 'Waiting for the source' : 'Waiting for the first trace',
    text: html`${live.state === 'waiting' && live.message !== null ? html`<p>${sentence(live.message)}</p>` : ''}
      <p>
        Send traces to <code><bdi>${live.address}</bdi></code
        >; they are scored as they come.
      </p>`,
    steps: [],
  });
}

function sentence(text: string): string {
  const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
