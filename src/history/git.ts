import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The state of the source that a run was recorded from. */
export interface GitFacts {
  /** Full commit id. */
  commit: string;
  /** Null when no branch is checked out. */
  branch: string | null;
  /** Tracked files differed from the commit. */
  dirty: boolean;
}

/** Milliseconds that git may take. */
const PATIENCE = 5000;

const run = promisify(execFile);

/**
 * Asks git about a folder; null without git, repository or commit. It runs a program whose settings may come from the
 * folder itself, so it must not be called for a workspace that is not trusted.
 */
export async function gitFacts(folder: string): Promise<GitFacts | null> {
  const ask = async (...args: string[]): Promise<string> => {
    // Reading must neither lock the index of a repository that somebody works in nor start a file watcher.
    const options = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-C', folder];
    const { stdout } = await run('git', [...options, ...args], {
      timeout: PATIENCE,
      windowsHide: true,
      maxBuffer: 2 ** 24,
    });
    return stdout;
  };
  try {
    const [commit, branch, changes] = await Promise.all([
      ask('rev-parse', '--verify', 'HEAD'),
      ask('rev-parse', '--abbrev-ref', 'HEAD'),
      ask('status', '--porcelain', '--untracked-files=no', '--ignore-submodules'),
    ]);
    const name = branch.trim();
    return { commit: commit.trim(), branch: name === '' || name === 'HEAD' ? null : name, dirty: changes !== '' };
  } catch {
    // No git, no repository, no commit yet: a run is stored all the same.
    return null;
  }
}
