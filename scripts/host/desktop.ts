/** Finds the VS Code of a desktop. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Path of the `code` command: first on PATH, then where VS Code usually lives. Null where there is none, where no
 * screen could show it, and inside a VS Code server's terminal, whose `code` cannot load an extension from a folder.
 */
export function findDesktopEditor(): string | null {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return null;
  if (process.env['VSCODE_IPC_HOOK_CLI']) return null;
  const names = process.platform === 'win32' ? ['code.cmd', 'code-insiders.cmd'] : ['code', 'code-insiders'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...usualPlaces()].find((path) => existsSync(path)) ?? null;
}

function usualPlaces(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', join(homedir(), 'Applications')].map((folder) =>
        join(folder, 'Visual Studio Code.app', 'Contents', 'Resources', 'app', 'bin', 'code'),
      );
    case 'win32':
      return ['LOCALAPPDATA', 'ProgramFiles'].flatMap((name) => {
        const folder = process.env[name];
        if (folder === undefined) return [];
        const parts = name === 'LOCALAPPDATA' ? ['Programs'] : [];
        return [join(folder, ...parts, 'Microsoft VS Code', 'bin', 'code.cmd')];
      });
    default:
      return ['/usr/share/code/bin/code', '/snap/bin/code', '/opt/visual-studio-code/bin/code'];
  }
}
