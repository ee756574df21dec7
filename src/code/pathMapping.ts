/** From paths as traces carry them (of a container, a CI machine, Windows or POSIX) to files that are here. */
import { isLocalAbsolute, pathParts } from './sourcePath.ts';

/** Folder of traced paths → folder here. */
export type PathMappings = Readonly<Record<string, string>>;

export interface SourceSearch {
  readonly mappings: PathMappings;
  /** Whether a path is a file on this machine. */
  isFile(path: string): Promise<boolean>;
  /** Absolute paths of the workspace's files of a name, in any case of letters. */
  filesNamed(name: string): Promise<readonly string[]>;
  /** Workspace folders, absolute. */
  readonly folders: readonly string[];
  readonly windows: boolean;
}

export type FoundSource =
  | { readonly found: 'file'; readonly path: string; readonly by: 'mapping' | 'itself' | 'suffix' }
  | { readonly found: 'several'; readonly paths: readonly string[] }
  | { readonly found: 'none' };

/** What was looked for, for people who wonder. */
export type SearchResult = FoundSource & { readonly tried: readonly string[] };

/** Whether a path was written by Windows, where letters' case does not count. */
function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\') || (path.includes('\\') && !path.includes('/'));
}

/** Finds the file that a traced path means: by mapping, as it stands, or by the longest common end. */
export async function findSource(traced: string, search: SourceSearch): Promise<SearchResult> {
  const tried: string[] = [];
  for (const path of mappedPaths(traced, search)) {
    tried.push(path);
    if (await search.isFile(path)) return { found: 'file', path, by: 'mapping', tried };
  }
  if (isLocalAbsolute(traced, search.windows)) {
    tried.push(traced);
    if (await search.isFile(traced)) return { found: 'file', path: traced, by: 'itself', tried };
  } else if (pathParts(traced).length > 1 && !isAbsolute(traced)) {
    // A path below a workspace folder, as a program started there writes it.
    const below = search.folders.map((folder) => joined(folder, pathParts(traced)));
    const here: string[] = [];
    for (const path of below) {
      tried.push(path);
      if (await search.isFile(path)) here.push(path);
    }
    if (here.length === 1) return { found: 'file', path: here[0], by: 'suffix', tried };
    if (here.length > 1) return { found: 'several', paths: here, tried };
  }
  const name = pathParts(traced).at(-1);
  if (name === undefined) return { found: 'none', tried };
  tried.push(`**/${name}`);
  const matches = longestEnds(traced, await search.filesNamed(name));
  if (matches.length === 1) return { found: 'file', path: matches[0], by: 'suffix', tried };
  return matches.length === 0 ? { found: 'none', tried } : { found: 'several', paths: matches, tried };
}

/** The places that mappings lead a traced path to, that of the longest folder first. */
export function mappedPaths(
  traced: string,
  { mappings, folders }: Pick<SourceSearch, 'mappings' | 'folders'>,
): string[] {
  const fold = foldOf(traced);
  const wanted = pathParts(traced);
  return Object.entries(mappings)
    .map(([from, to]) => ({ from: pathParts(from), to }))
    .filter(({ from }) => from.length <= wanted.length && from.every((part, i) => fold(part) === fold(wanted[i])))
    .sort((a, b) => b.from.length - a.from.length)
    .flatMap(({ from, to }) => {
      const rest = wanted.slice(from.length);
      return targetFolders(to, folders).map((folder) => joined(folder, rest));
    });
}

/** `${workspaceFolder}` and relative targets mean every workspace folder. */
function targetFolders(to: string, folders: readonly string[]): string[] {
  const named = /^\$\{workspaceFolder(?::([^}]+))?\}[\\/]?(.*)$/s.exec(to);
  if (named !== null) {
    const [, name, rest] = named as unknown as [string, string | undefined, string];
    return folders
      .filter((folder) => name === undefined || pathParts(folder).at(-1) === name)
      .map((folder) => joined(folder, pathParts(rest)));
  }
  return isAbsolute(to) ? [to] : folders.map((folder) => joined(folder, pathParts(to)));
}

function joined(folder: string, parts: readonly string[]): string {
  const separator = isWindowsPath(folder) ? '\\' : '/';
  return [folder.replace(/[\\/]+$/, ''), ...parts].join(separator);
}

function isAbsolute(path: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(path);
}

function foldOf(traced: string): (part: string) => string {
  return isWindowsPath(traced) ? (part) => part.toLowerCase() : (part) => part;
}

/** The candidates that share the longest end with a traced path; none when not even the file name is the same. */
function longestEnds(traced: string, candidates: readonly string[]): string[] {
  const fold = foldOf(traced);
  const wanted = pathParts(traced).map(fold);
  let longest = 1;
  let best: string[] = [];
  for (const candidate of candidates) {
    const parts = pathParts(candidate).map(fold);
    let shared = 0;
    while (shared < parts.length && shared < wanted.length && parts.at(-1 - shared) === wanted.at(-1 - shared))
      shared++;
    if (shared < longest) continue;
    if (shared > longest) best = [];
    longest = shared;
    best.push(candidate);
  }
  return best;
}
