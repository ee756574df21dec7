import path from 'node:path';
import type { Config } from '../score/config/config.ts';

/**
 * The history file that the configuration names (storage_uri), absolute: relative to the folder of the configuration
 * file, or to the workspace folder (on the command line the current directory) where there is none.
 */
export function historyPath(config: Config, configPath: string | null, root: string): string {
  const folder = configPath === null ? root : path.dirname(path.resolve(root, configPath));
  return path.resolve(folder, config.history.storageUri.replace(/^sqlite:\/\/\//, ''));
}
