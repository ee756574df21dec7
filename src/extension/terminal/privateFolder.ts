/** A folder that only this user can look into, for sockets. */
import { lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Paths of sockets are limited to some hundred bytes; the name of the socket is added to this. */
const LONGEST = 70;

/**
 * Makes the folder, or takes the one made before if nobody else can have put it there. Its path stays the same over
 * restarts where that is safe, so that terminals which outlive a window still find what is in it.
 */
export async function privateFolder(): Promise<string> {
  const { uid } = userInfo();
  const places = [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'];
  const base = places.find((place) => place !== undefined && place !== '' && place.length <= LONGEST) ?? '/tmp';
  const folder = join(base, `pypss-${uid}`);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = await lstat(folder);
  const own = found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0;
  return own ? folder : mkdtemp(join(base, 'pypss-'));
}
