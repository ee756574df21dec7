import type { FromDashboard } from '../src/protocol/dashboard.ts';

/** Who stands behind the dashboard: the editor, or nobody in a self-contained report. */
export interface Host {
  /** True when an editor answers: it can open files, stop and reload. */
  readonly live: boolean;
  post(message: FromDashboard): void;
  /** What `save` kept before the webview was last thrown away. */
  load(): unknown;
  save(kept: unknown): void;
}
