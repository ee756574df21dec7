/** Where received traces lie while they can be saved: a folder for each window, taken away with it. */
import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Seconds after which a folder whose window is gone for sure is taken away. */
const LEFT_OVER = 3600;

export class SpoolFolders {
  readonly #base: string;
  readonly #own: string;
  #number = 0;
  #cleaned = false;

  /** @param storage the extension's own folder */
  constructor(storage: string) {
    this.#base = join(storage, 'live');
    this.#own = join(this.#base, `${process.pid}-${randomBytes(4).toString('hex')}`);
  }

  /** A folder for one session; it is made by whoever writes there. What windows that died left is taken away. */
  async next(): Promise<string> {
    if (!this.#cleaned) await this.#clean();
    this.#cleaned = true;
    return join(this.#own, String(++this.#number));
  }

  async remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true });
  }

  async dispose(): Promise<void> {
    await rm(this.#own, { recursive: true, force: true });
  }

  async #clean(): Promise<void> {
    const names = await readdir(this.#base).catch((error: unknown) => {
      // Nothing was ever received.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    });
    for (const name of names) {
      const pid = Number(/^(\d+)-/.exec(name)?.[1] ?? NaN);
      const path = join(this.#base, name);
      const written = (await stat(path)).mtimeMs / 1000;
      if (!isAlive(pid) && Date.now() / 1000 - written > LEFT_OVER) await rm(path, { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch (error) {
    // Another user's process is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
