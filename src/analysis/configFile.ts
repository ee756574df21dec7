import { isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_CONFIG } from '../score/config/config.ts';
import type { Config } from '../score/config/config.ts';
import type { ConfigDiagnostic } from '../score/config/configDiagnostic.ts';
import type { ConfigFileKind } from '../score/config/configEntries.ts';

/** Longest file that is read. */
const MAX_CONFIG_BYTES = 1_000_000;

export interface ConfigLookup {
  /** The trace file; null for standard input. */
  readonly traceFile: string | null;
  /** Workspace folder, where the way up from the trace file ends; null looks beside the trace file only. */
  readonly root: string | null;
  /** Current directory, looked at last. */
  readonly cwd: string;
  /** A file named by the user: only it is read. */
  readonly explicitPath?: string | null;
}

export interface LoadedConfig {
  readonly config: Config;
  /** The file it came from, null for the defaults. */
  readonly path: string | null;
  /** With an error among them the configuration should not be used. */
  readonly diagnostics: readonly ConfigDiagnostic[];
}

/**
 * Finds and reads the configuration: from the trace file's folder upward to the workspace folder, then in the current
 * directory. In each folder pypss.toml counts before pyproject.toml, and that one only with a table `[tool.pypss]`.
 */
export async function loadConfig(lookup: ConfigLookup): Promise<LoadedConfig> {
  const { explicitPath, cwd } = lookup;
  if (explicitPath != null) return loadNamed(path.resolve(cwd, explicitPath));
  for (const folder of configFolders(lookup)) {
    for (const name of ['pypss.toml', 'pyproject.toml'] as const) {
      const read = await readConfig(path.join(folder, name), name, false);
      if (typeof read === 'object') return read;
    }
  }
  return { config: DEFAULT_CONFIG, path: null, diagnostics: [] };
}

/** The folders in which a configuration is looked for, in order. */
export function configFolders({ traceFile, root, cwd }: ConfigLookup): string[] {
  const folders = new Set<string>();
  if (traceFile !== null) {
    let folder = path.dirname(path.resolve(cwd, traceFile));
    folders.add(folder);
    const end = root === null ? folder : path.resolve(cwd, root);
    if (isInside(folder, end))
      while (folder !== end) {
        folder = path.dirname(folder);
        folders.add(folder);
      }
  }
  folders.add(path.resolve(cwd));
  return [...folders];
}

function isInside(folder: string, ancestor: string): boolean {
  const relative = path.relative(ancestor, folder);
  return relative === '' || (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative));
}

async function loadNamed(file: string): Promise<LoadedConfig> {
  const kind: ConfigFileKind = path.basename(file) === 'pyproject.toml' ? 'pyproject.toml' : 'pypss.toml';
  const read = await readConfig(file, kind, true);
  if (typeof read === 'object') return read;
  if (read === 'absent') return failed(file, 'there is no such file');
  const diagnostics = [remark(file, 'warning', 'the file holds no table [tool.pypss]; the defaults are used')];
  return { config: DEFAULT_CONFIG, path: file, diagnostics };
}

/** `absent` also for a dangling path; `silent` when the file says nothing to us. */
async function readConfig(
  file: string,
  kind: ConfigFileKind,
  named: boolean,
): Promise<LoadedConfig | 'absent' | 'silent'> {
  let bytes: Uint8Array;
  try {
    const found = await kindOf(file);
    if (found === 'absent') return 'absent';
    if (found === 'folder') return failed(file, 'a folder stands where the configuration file is looked for');
    // A pipe is read when the user names one (`--config <(…)`); one that lies around would block the search.
    if (found === 'device' && !named) return failed(file, 'not a regular file');
    bytes = await readBounded(file);
  } catch (error) {
    return failed(file, `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  // A project's own file may be broken, huge or in any encoding as long as it does not speak of us.
  if (kind === 'pyproject.toml' && !text.includes('pypss')) return 'silent';
  if (bytes.length > MAX_CONFIG_BYTES)
    return failed(file, 'the file is larger than 1 MB, too large for a configuration');
  if (!isUtf8(bytes)) return failed(file, 'the file is not UTF-8 text', firstBadPlace(text));
  // The parsers of TOML are loaded only where there is a file to read.
  const { parseConfig } = await import('../score/config/parseConfig.ts');
  const { config, diagnostics, found } = parseConfig(text, file, { table: kind });
  return found ? { config, path: file, diagnostics } : 'silent';
}

function firstBadPlace(text: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf('\uFFFD')).split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1 };
}

async function kindOf(file: string): Promise<'absent' | 'folder' | 'file' | 'device'> {
  try {
    const found = await stat(file);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'device';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
    throw error;
  }
}

/** The file's bytes, one more than allowed at most: that tells a file that is too long. */
async function readBounded(file: string): Promise<Uint8Array> {
  const handle: FileHandle = await open(file, 'r');
  try {
    const bytes = Buffer.alloc(MAX_CONFIG_BYTES + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

function failed(file: string, message: string, place = { line: 1, column: 1 }): LoadedConfig {
  return { config: DEFAULT_CONFIG, path: file, diagnostics: [{ ...remark(file, 'error', message), ...place }] };
}

function remark(file: string, severity: ConfigDiagnostic['severity'], message: string): ConfigDiagnostic {
  return { severity, message, file, line: 1, column: 1 };
}
