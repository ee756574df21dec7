/** Between the editor and the thread that collects: sessions by their id. */
import type { CollectorRequest, LiveStatus } from './live.ts';
import type { Report } from './report.ts';

/** Where the received traces of a session are kept. */
export interface SpoolPlace {
  folder: string;
  /** Bytes kept at most; what is older goes. */
  limit: number;
}

/** Received traces on disk, in order: what a saved trace file is made of. */
export interface Received {
  files: { path: string; bytes: number }[];
  /** Lines in the files, and lines that came and are no longer there. */
  items: number;
  gone: number;
  /** Why later ones are missing, e.g. a full disk; null when none are. */
  problem: string | null;
}

/** What became of saving. */
export interface Saved {
  items: number;
  gone: number;
  problem: string | null;
}

/** Host → thread. What is for one session is done in the order in which it is said. */
export type ToCollectWorker =
  | {
      type: 'start';
      id: string;
      request: CollectorRequest;
      /** Folder against which file names become module names, and where pypss.toml is looked for. */
      root: string;
      /** null: what is received is not kept. */
      spool: SpoolPlace | null;
      pace: number | null;
      window: number | null;
    }
  | { type: 'stop'; id: string }
  | { type: 'pause'; id: string }
  | { type: 'resume'; id: string }
  | { type: 'mark'; id: string; label: string; time: number }
  | { type: 'window'; id: string; seconds: number | null }
  | { type: 'pace'; id: string; seconds: number | null }
  | { type: 'save'; id: string; ask: number; path: string }
  /** Settles when all that was brought before is scored. */
  | { type: 'settle'; id: string; ask: number }
  /** What a collector that runs elsewhere brings. */
  | { type: 'batch'; id: string; ndjson: Uint8Array; items: number }
  | { type: 'count'; id: string; what: 'skipped' | 'repeated' | 'dropped'; items: number; reason?: string }
  | { type: 'state'; id: string; state: 'running' | 'waiting'; message?: string }
  | { type: 'fail'; id: string; message: string }
  | { type: 'behind'; id: string; items: number };

/** Thread → host. */
export type FromCollectWorker =
  | { type: 'started'; id: string; status: LiveStatus }
  /** It cannot begin; the message is for people. */
  | { type: 'refused'; id: string; message: string }
  | { type: 'status'; id: string; status: LiveStatus }
  | { type: 'report'; id: string; report: Report; status: LiveStatus }
  /** The last word of a session. */
  | { type: 'stopped'; id: string; report: Report; status: LiveStatus; received: Received | null }
  | { type: 'saved'; id: string; ask: number; saved: Saved }
  | { type: 'settled'; id: string; ask: number }
  | { type: 'not-saved'; id: string; ask: number; message: string }
  /** There is room for so many bytes more of what is brought. */
  | { type: 'room'; id: string; bytes: number };
