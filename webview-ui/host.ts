import type { FromDashboard } from '../src/protocol/dashboard.ts';

/** Who stands behind the dashboard: the editor, a board, or nobody in a self-contained report. */
export interface Host {
  /** True when somebody answers, who can stop, reload and read records. */
  readonly live: boolean;
  /** The page is in a browser with a board behind it: no editor, no files to choose from. */
  readonly board?: boolean;
  post(message: FromDashboard): void;
  /** What `save` kept before the webview was last thrown away. */
  load(): unknown;
  save(kept: unknown): void;
}
