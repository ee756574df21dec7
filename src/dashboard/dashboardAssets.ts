import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** The dashboard as it was built for the editor. */
export interface DashboardAssets {
  script: string;
  style: string;
}

const FONT_TYPES: Readonly<Record<string, string>> = {
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the built dashboard from the first of these folders that has it; files that its style refers to are put into
 * the style.
 * @throws Error when none has it
 */
export async function readDashboardAssets(folders: readonly string[]): Promise<DashboardAssets> {
  let missing: unknown;
  for (const folder of folders) {
    try {
      const script = await readFile(join(folder, 'dashboard.js'), 'utf8');
      const style = await readFile(join(folder, 'dashboard.css'), 'utf8');
      return { script, style: await withInlineFiles(style, folder) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      missing = error;
    }
  }
  throw new Error('the dashboard for the HTML report is missing from this installation', { cause: missing });
}

async function withInlineFiles(style: string, folder: string): Promise<string> {
  const pieces: string[] = [];
  let end = 0;
  for (const match of style.matchAll(/url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)/gi)) {
    const file = match[2].replace(/[?#].*$/, '');
    const bytes = await readFile(join(folder, file));
    const type = FONT_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
    pieces.push(style.slice(end, match.index), `url("data:${type};base64,${bytes.toString('base64')}")`);
    end = match.index + match[0].length;
  }
  return pieces.join('') + style.slice(end);
}
