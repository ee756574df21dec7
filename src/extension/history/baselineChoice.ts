/** What a dashboard is compared with, and how a person chooses it. */
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/history.ts';
import { chooseTraceFile } from '../actions/openTraces.ts';
import { FOREIGN_FOLDERS, TRACE_GLOB, fileName } from '../traceFiles.ts';
import { baseName, bandOf, rowLabel } from './runRow.ts';

/** Chosen instead of something to compare with. */
export const NOTHING = 'nothing';

export type BaselineChoice = { kind: 'run'; run: number } | { kind: 'file'; uri: vscode.Uri };

/** Runs and files that are offered; older runs are found in the History view. */
const MOST_RUNS_OFFERED = 500;
const MOST_FILES_OFFERED = 100;

interface Item extends vscode.QuickPickItem {
  readonly choice?: BaselineChoice | 'other-file' | typeof NOTHING;
}

/**
 * Asks what to compare with.
 * @param runs newest first
 * @param except what is compared itself
 * @param comparing whether it is compared with something already, which can be ended
 */
export async function chooseBaseline(
  title: string,
  runs: readonly RunSummary[],
  except: BaselineChoice | null,
  comparing = false,
): Promise<BaselineChoice | typeof NOTHING | undefined> {
  const end: Item[] = comparing ? [{ label: '$(close) Stop comparing', choice: NOTHING }] : [];
  const items = [...end, ...runItems(runs, except), ...(await fileItems(except))];
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  if (picked?.choice !== 'other-file') return picked?.choice;
  const uri = await chooseTraceFile();
  return uri === undefined ? undefined : { kind: 'file', uri };
}

/** Asks for one of the runs. */
export async function chooseRun(title: string, runs: readonly RunSummary[]): Promise<number | undefined> {
  if (runs.length === 0) {
    void vscode.window.showInformationMessage('PyPSS: no run is stored yet. Analyze a trace file and store it first.');
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(runItems(runs, null), { title, matchOnDescription: true });
  const choice = picked?.choice;
  return typeof choice === 'object' && choice.kind === 'run' ? choice.run : undefined;
}

function runItems(runs: readonly RunSummary[], except: BaselineChoice | null): Item[] {
  const others = runs.filter(({ id }) => !(except?.kind === 'run' && except.run === id));
  if (others.length === 0) return [];
  const baseline = others.find(({ details }) => details?.baseline === true);
  const newest = others.filter((run) => run !== baseline).slice(0, MOST_RUNS_OFFERED);
  return [
    ...(baseline === undefined ? [] : [separator('Baseline'), runItem(baseline, 'pinned')]),
    separator('Stored runs, newest first'),
    ...newest.map((run) => runItem(run, ICONS[bandOf(run.pss)])),
  ];
}

const ICONS = { stable: 'circle-filled', atRisk: 'debug-breakpoint-log', unstable: 'debug-breakpoint-function' };

function runItem(run: RunSummary, icon: string): Item {
  const { details, source, timestamp, id } = run;
  const marks = [
    ...(details?.regression === true ? ['regression'] : []),
    ...(details?.branch == null ? [] : [details.branch]),
    ...(details?.commit == null ? [] : [details.commit.slice(0, 7)]),
    ...(details?.note == null ? [] : [`“${details.note.slice(0, 100)}”`]),
  ];
  const where = source === null ? [] : [baseName(source)];
  return {
    label: `$(${icon}) Run ${id}: PSS ${rowLabel(run)}`,
    description: [new Date(timestamp * 1000).toLocaleString(), ...where, ...marks].join(' · '),
    choice: { kind: 'run', run: id },
  };
}

async function fileItems(except: BaselineChoice | null): Promise<Item[]> {
  const found = await vscode.workspace.findFiles(TRACE_GLOB, FOREIGN_FOLDERS, MOST_FILES_OFFERED);
  const files = found
    .filter((uri) => !(except?.kind === 'file' && except.uri.toString() === uri.toString()))
    .sort((a, b) => a.path.localeCompare(b.path));
  return [
    separator('Trace files'),
    ...files.map((uri): Item => {
      const path = vscode.workspace.asRelativePath(uri);
      const name = fileName(uri.path);
      return { label: `$(file) ${name}`, description: path.slice(0, -name.length - 1), choice: { kind: 'file', uri } };
    }),
    { label: '$(folder-opened) Choose another file…', choice: 'other-file' },
  ];
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
