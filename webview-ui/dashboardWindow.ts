/** What the state of a page says of the window it stands in. */
import type { DashboardState } from '../src/protocol/dashboard.ts';

/** A collector whose figures do not move any more. */
export function hasEnded(state: DashboardState): boolean {
  return state.state === 'live' && (state.live.state === 'stopped' || state.live.state === 'failed');
}

/** What the host opens a window again by; null for the editor of a file, which the editor itself opens again. */
export function windowKey(state: DashboardState | null): string | null {
  if (state?.state === 'ready' && state.run !== undefined) return `run:${state.run.id}`;
  return state?.state === 'live' ? `live:${state.live.id}` : null;
}

/** The file of a page without its folders; of a collector all of its name. */
export function fileNameOf(state: DashboardState | null): string {
  const file = state?.file ?? '';
  return state?.state === 'live' ? file : file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
