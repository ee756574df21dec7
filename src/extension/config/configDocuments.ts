/** The configuration files among the documents of the editor. */
import { basename } from 'node:path/posix';
import type * as vscode from 'vscode';
import type { ConfigFileKind } from '../../score/config/configEntries.ts';

/** By name and not by language: another extension, or the user, may have made `pypss.toml` its own language. */
export const CONFIG_DOCUMENTS: vscode.DocumentSelector = [
  { pattern: '**/pypss.toml' },
  { pattern: '**/pyproject.toml' },
];

/** How a document is laid out; null for one that is no configuration. */
export function configKind({ uri }: vscode.TextDocument): ConfigFileKind | null {
  const name = basename(uri.path);
  // Files under version control are shown under other schemes, and cannot be mended there.
  if (uri.scheme !== 'file' && uri.scheme !== 'untitled' && uri.scheme !== 'vscode-remote') return null;
  return name === 'pypss.toml' || name === 'pyproject.toml' ? name : null;
}
