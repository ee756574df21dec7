/** Bytes of traces, wherever they come from. */
export interface TraceSource {
  /** What to call it in a message. */
  readonly name: string;
  readonly compression: 'gzip' | 'zstd' | null;
  /** Size as stored, null if it cannot be known. */
  readonly total: number | null;
  /** Stored bytes read so far. */
  readonly consumed: number;
  /** Why the (decompressed) bytes end early, once `read` has returned 0; null if they do not. */
  readonly damage: string | null;
  /**
   * Puts the next bytes into `into`.
   * @returns how many, 0 at the end; a promise only where one must wait.
   * @throws SourceError
   */
  read(into: Uint8Array): number | Promise<number>;
  close(): void;
}

export type SourceErrorKind = 'not-found' | 'unreadable' | 'changed';

/** A source that cannot be read (any more): the message is one line that a user can act on. */
export class SourceError extends Error {
  readonly kind: SourceErrorKind;
  /** Stored bytes read before. */
  readonly offset: number;

  constructor(kind: SourceErrorKind, message: string, offset = 0, cause?: unknown) {
    super(message, { cause });
    this.name = 'SourceError';
    this.kind = kind;
    this.offset = offset;
  }
}

/** Turns what the file system throws into a SourceError. */
export function toSourceError(error: unknown, name: string, offset = 0): SourceError {
  if (error instanceof SourceError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new SourceError('not-found', `${name} does not exist`, offset, error);
    case 'EACCES':
    case 'EPERM':
      return new SourceError('unreadable', `${name} may not be read: permission denied`, offset, error);
    case 'EISDIR':
      return new SourceError('unreadable', `${name} is a folder`, offset, error);
    default: {
      const message = error instanceof Error ? error.message : String(error);
      return new SourceError('unreadable', `${name} cannot be read: ${message}`, offset, error);
    }
  }
}
