/** What the command line in the editor's terminal asks the editor for: one line of JSON each way over a local socket. */

/** Environment variables of the editor's terminals. */
export const TERMINAL_VARIABLES = {
  /** Path of the socket, or of the named pipe. */
  socket: 'PYPSS_EDITOR_SOCKET',
  token: 'PYPSS_EDITOR_TOKEN',
} as const;

/** Command line → editor. */
export interface TerminalRequest {
  token: string;
  /** Show the dashboard of this trace file; an absolute path. */
  open: string;
}

/** Editor → command line. */
export type TerminalReply = { ok: true } | { ok: false; reason: string };
