/** Asks which runs are to be listed. */
import * as vscode from 'vscode';
import { isFiltered, NO_FILTER, type RunFilter } from './runGroups.ts';

interface Item extends vscode.QuickPickItem {
  readonly change?: Partial<RunFilter> | 'file';
}

const DAYS = [1, 7, 30, 90];

/** @returns undefined when nothing was chosen */
export async function chooseFilter(now: RunFilter, branches: readonly string[]): Promise<RunFilter | undefined> {
  const items: Item[] = [
    { label: 'Time', kind: vscode.QuickPickItemKind.Separator },
    ...DAYS.map((days): Item => ({
      label: days === 1 ? 'Last day' : `Last ${days} days`,
      description: now.days === days ? 'chosen' : '',
      change: { days: now.days === days ? null : days },
    })),
    { label: 'Branch', kind: vscode.QuickPickItemKind.Separator },
    ...branches.map((branch): Item => ({
      label: `$(git-branch) ${branch}`,
      description: now.branch === branch ? 'chosen' : '',
      change: { branch: now.branch === branch ? null : branch },
    })),
    { label: 'File', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(file) Name of the trace file…', description: now.file ?? '', change: 'file' },
    ...(isFiltered(now)
      ? ([
          { label: '', kind: vscode.QuickPickItemKind.Separator },
          { label: '$(clear-all) Show all runs', change: NO_FILTER },
        ] satisfies Item[])
      : []),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: 'Filter the History' });
  if (picked?.change === undefined) return undefined;
  if (picked.change !== 'file') return { ...now, ...picked.change };
  const prompt = 'A part of the name of the trace file or script. Empty text lists all.';
  const file = await vscode.window.showInputBox({ title: 'Filter the History by File', prompt, value: now.file ?? '' });
  return file === undefined ? undefined : { ...now, file: file.trim() === '' ? null : file.trim() };
}
