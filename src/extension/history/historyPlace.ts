/** Where the history of a workspace folder is kept, and by which rules. */
import { existsSync } from 'node:fs';
import { dirname, relative, isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { loadConfig } from '../../analysis/configFile.ts';
import { historyPath } from '../../history/historyPath.ts';
import { DEFAULT_CONFIG, type Config } from '../../score/config/config.ts';
import { workFolderOf } from '../workFolder.ts';

export interface HistoryPlace {
  /** Absolute path of the database, which need not be there yet. */
  readonly path: string;
  /** The workspace folder that it belongs to. */
  readonly folder: string;
  readonly config: Config;
}

/** Why another file than the configured one would be used. */
export class HistoryPlaceError extends Error {}

/**
 * The place for a workspace folder, as its pypss.toml says.
 * @throws HistoryPlaceError where the configuration cannot be followed
 */
export async function historyPlaceOf(folder: string): Promise<HistoryPlace> {
  const { config: loaded, path: file, diagnostics } = await loadConfig({ traceFile: null, root: folder, cwd: folder });
  const fault = diagnostics.find(({ severity }) => severity === 'error');
  // With a broken configuration the scores say so; the history stays where it is without one.
  const config = fault === undefined ? loaded : DEFAULT_CONFIG;
  if (config.history.storageBackend !== 'sqlite') {
    const text = `storage_backend = "${config.history.storageBackend}" keeps no runs that can be read back; set it to "sqlite" to have a history`;
    throw new HistoryPlaceError(text);
  }
  const path = historyPath(config, fault === undefined ? file : null, folder);
  if (!vscode.workspace.isTrusted && !isInside(path, folder)) {
    throw new HistoryPlaceError(
      `the history of this folder is kept outside of it, in ${path}; trust the workspace to read it`,
    );
  }
  return { path, folder, config };
}

/** The folder whose history is shown at first: the first one that has one, else the first; null without a folder. */
export async function firstHistoryFolder(): Promise<string | null> {
  const folders = localFolders();
  for (const folder of folders) {
    const place = await historyPlaceOf(folder).catch((error: unknown) => {
      if (error instanceof HistoryPlaceError) return null;
      throw error;
    });
    if (place !== null && existsSync(place.path)) return folder;
  }
  return folders[0] ?? null;
}

/** The workspace folder of a file, else the first one, else the file's own folder. */
export function historyFolderOf(uri: vscode.Uri | null): string | null {
  const folder = uri === null ? null : workFolderOf(uri);
  return folder ?? localFolders()[0] ?? (uri?.scheme === 'file' ? dirname(uri.fsPath) : null);
}

function localFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}
