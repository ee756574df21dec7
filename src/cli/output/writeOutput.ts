import { join } from 'node:path';
import type { Report } from '../../protocol/report.ts';
import { FAILED, OK } from '../exitCode.ts';
import { jsonReport } from '../format/json.ts';
import { visibleName } from '../format/visibleText.ts';
import type { Session } from '../session.ts';
import { writeReportFile } from './reportFile.ts';
import { systemErrorText } from './systemError.ts';

/** Beside the bundled command line; from the sources in the folder where the build puts it. */
const FOLDERS = ['webview', '../../../dist/webview'].map((folder) => join(import.meta.dirname, folder));

export interface OutputOptions {
  output?: string;
  /** One self-contained page instead of JSON. */
  html?: true;
}

/** Writes the file that `--output` names, if it does; returns the exit status. */
export async function writeOutput(report: Report, { output, html }: OutputOptions, session: Session): Promise<number> {
  if (output === undefined) return OK;
  try {
    await writeReportFile(output, html ? await pageOf(report) : jsonReport(report));
    return OK;
  } catch (error) {
    return cannotWrite(output, error, session);
  }
}

async function pageOf(report: Report) {
  const [{ htmlReport }, { readDashboardAssets }] = await Promise.all([
    import('../format/html.ts'),
    import('../../dashboard/dashboardAssets.ts'),
  ]);
  return htmlReport(report, await readDashboardAssets(FOLDERS));
}

/** Says why a place cannot be written to; returns the exit status. */
export function cannotWrite(output: string, error: unknown, session: Session): number {
  session.error(`cannot write ${visibleName(output)}: ${systemErrorText(error)}`);
  return FAILED;
}
