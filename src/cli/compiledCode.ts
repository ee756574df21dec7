import module from 'node:module';
import path from 'node:path';

/** Where programs of this user may keep what they can make again; null where the environment does not tell. */
function cacheFolder({ env, platform }: Pick<NodeJS.Process, 'env' | 'platform'>): string | null {
  const { HOME: home, LOCALAPPDATA: local, XDG_CACHE_HOME: chosen } = env;
  if (platform === 'win32') return local ?? null;
  if (chosen !== undefined && path.isAbsolute(chosen)) return chosen;
  if (home === undefined || !path.isAbsolute(home)) return null;
  return platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache');
}

/**
 * Lets Node keep the compiled program in the user's cache folder, so that the next run need not compile it again (8 %
 * of the processor time for 100 MB, 5 % for a small file). Not in the folder for temporary files, where others could put code for us to run.
 * Where the folder cannot be written to, Node goes on without.
 */
export function keepCompiledCode(host: Pick<NodeJS.Process, 'env' | 'platform'> = process): void {
  const folder = cacheFolder(host);
  if (folder !== null) module.enableCompileCache(path.join(folder, 'pypss', 'compiled'));
}
