/** Paths that traces carry, recorded on some machine, against files that are here. */

/** A path's parts, for slashes of either kind, without `.` and empty parts. */
export function pathParts(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
}

/** How many parts two paths share at their ends. */
export function commonSuffix(left: readonly string[], right: readonly string[]): number {
  const limit = Math.min(left.length, right.length);
  let shared = 0;
  while (shared < limit && left[left.length - 1 - shared] === right[right.length - 1 - shared]) shared++;
  return shared;
}

/** The candidates that share the longest end with a traced path; none when not even the file name is the same. */
export function longestSuffixMatches<T>(
  traced: string,
  candidates: readonly T[],
  pathOf: (candidate: T) => string,
): T[] {
  const wanted = pathParts(traced);
  let longest = 1;
  let best: T[] = [];
  for (const candidate of candidates) {
    const shared = commonSuffix(wanted, pathParts(pathOf(candidate)));
    if (shared < longest) continue;
    if (shared > longest) best = [];
    longest = shared;
    best.push(candidate);
  }
  return best;
}

/** Whether a traced path is one that names a file on this machine: absolute here, and on no network share. */
export function isLocalAbsolute(path: string, windows: boolean): boolean {
  return windows ? /^[A-Za-z]:[\\/]/.test(path) : path.startsWith('/') && !path.startsWith('//');
}
