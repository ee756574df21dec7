import { spawnSync } from 'node:child_process';
import { open } from 'node:fs/promises';

const BATCH = 1000;
const LINE = '{"name":"f","module":"m","duration":0.01,"memory":1000,"error":false}\n';

/**
 * A trace file that ends when a test wants it to: a named pipe, fed for as long as the test has not seen enough.
 * Not on Windows.
 */
export class EndlessTraces {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`mkfifo failed: ${stderr}`);
  }

  /**
   * Feeds the reader of the file.
   * @returns how many traces it got
   */
  async feedUntil(enough: () => boolean): Promise<number> {
    const pipe = await open(this.path, 'w');
    let traces = 0;
    try {
      while (!enough()) {
        await pipe.write(LINE.repeat(BATCH));
        traces += BATCH;
      }
    } catch (error) {
      // A reader that was stopped closes its end.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    } finally {
      await pipe.close();
    }
    return traces;
  }
}
