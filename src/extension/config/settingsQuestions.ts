/** The what-if panel of a dashboard in the editor: scores under other settings, and saving them. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { answerWhatIf, saveSettings, settingsFileOf } from '../../dashboard/settings.ts';
import type { Answer, Question } from '../../protocol/question.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import { workFolderOf } from '../workFolder.ts';

type SettingsQuestion = Extract<Question, { ask: 'what-if' | 'save-settings' }>;

export function isSettingsQuestion(question: Question): question is SettingsQuestion {
  return question.ask === 'what-if' || question.ask === 'save-settings';
}

/** Answers for any dashboard; saved settings are at work at once, since the source is read again. */
export async function answerSettings(question: SettingsQuestion, source: DashboardSource): Promise<Answer> {
  if (question.ask === 'what-if') return answerWhatIf(source.report, question.settings);
  if (!vscode.workspace.isTrusted) {
    return refused('Nothing is written in a workspace that is not trusted. Trust it to save settings.');
  }
  const root = rootOf(source);
  if (root === null) return refused('There is no folder to keep pypss.toml in. Open one first.');
  const path = settingsFileOf(source.report, root);
  const unsaved = vscode.workspace.textDocuments.some(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && uri.fsPath === path,
  );
  if (unsaved) return refused(`${basename(path)} has unsaved changes in an editor. Save or revert them first.`);
  const answer = await saveSettings(path, question.settings);
  if (answer.answer === 'saved') await source.reload(true);
  return answer;
}

/** Where a new pypss.toml goes: the workspace folder of the traces, else beside them. */
function rootOf({ uri }: DashboardSource): string | null {
  if (uri !== null) return workFolderOf(uri) ?? (uri.scheme === 'file' ? dirname(uri.fsPath) : null);
  const [first] = vscode.workspace.workspaceFolders ?? [];
  return first?.uri.scheme === 'file' ? first.uri.fsPath : null;
}

function refused(message: string): Answer {
  return { answer: 'refused', problem: { kind: 'configuration', message } };
}
