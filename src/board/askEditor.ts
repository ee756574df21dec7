/** Asks the editor in whose terminal this runs to show a trace file. */
import { connect } from 'node:net';
import { TERMINAL_VARIABLES, type TerminalReply, type TerminalRequest } from '../protocol/terminal.ts';

/** Milliseconds that the editor gets: one that is busy or gone must not hold the command up. */
const PATIENCE = 5000;
const MOST_CHARACTERS = 10_000;

/** How it went: `absent` when this is no terminal of the editor. */
export type EditorAnswer = 'opened' | 'absent' | { failed: string };

/** @param path absolute */
export async function askEditor(
  path: string,
  environment: NodeJS.ProcessEnv = process.env,
  patience: number = PATIENCE,
): Promise<EditorAnswer> {
  const socket = environment[TERMINAL_VARIABLES.socket] ?? '';
  const token = environment[TERMINAL_VARIABLES.token] ?? '';
  if (socket === '' || token === '') return 'absent';
  try {
    const reply = parseReply(await exchange(socket, { token, open: path }, patience));
    if (reply === null) return { failed: 'its answer is not understood' };
    return reply.ok ? 'opened' : { failed: reply.reason };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

function exchange(socket: string, request: TerminalRequest, patience: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket);
    let text = '';
    connection.setEncoding('utf8');
    connection.setTimeout(patience, () => connection.destroy(new Error('it does not answer')));
    connection.on('connect', () => connection.write(`${JSON.stringify(request)}\n`));
    connection.on('data', (piece: string) => {
      text += piece;
      if (text.length > MOST_CHARACTERS) connection.destroy(new Error('its answer is too long'));
      if (!text.includes('\n')) return;
      resolve(text);
      connection.destroy();
    });
    connection.on('error', reject);
    connection.on('close', () => reject(new Error('it has hung up')));
  });
}

function parseReply(text: string): TerminalReply | null {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null) return null;
    const { ok, reason } = value as Record<string, unknown>;
    if (ok === true) return { ok };
    return ok === false && typeof reason === 'string' ? { ok, reason } : null;
  } catch {
    // No JSON: not our editor.
    return null;
  }
}
