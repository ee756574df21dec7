/** Paths that traces carry, recorded on some machine, against files that are here. */

/** A path's parts, for slashes of either kind, without `.` and empty parts. */
export function pathParts(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
}

/** Whether a traced path is one that names a file on this machine: absolute here, and on no network share. */
export function isLocalAbsolute(path: string, windows: boolean): boolean {
  return windows ? /^[A-Za-z]:[\\/]/.test(path) : path.startsWith('/') && !path.startsWith('//');
}
