/** Where big downloads live: outside the project, so that a fresh clone finds them again. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** @returns {string} PYPSS_HOST_CACHE, or a folder of our own in the user's cache */
export function cacheFolder() {
  const own = process.env['PYPSS_HOST_CACHE'];
  if (own) return own;
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'pypss-vscode-host');
}
