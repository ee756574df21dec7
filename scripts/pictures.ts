/**
 * `npm run pictures [-- PART ...]`: builds, packs, and takes the pictures of the README and of every theme; with
 * arguments only those whose file name holds one of them (`code-`, `hc-dark`).
 */
import { cp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Theme, THEMES } from './host/settings.ts';
import { packageExtension } from './packaging/vsix.ts';
import { type Picture, takePictures } from './pictures/capture.ts';
import { storePastRuns } from './pictures/pastRuns.ts';
import { projectFolder } from './toolchain/projectFolder.ts';
import { runNode } from './toolchain/run.ts';

const FOLDER = join(projectFolder, 'media', 'pictures');
const SIZES = [
  { width: 1280, height: 900 },
  { width: 600, height: 1100 },
];
const parts = process.argv.slice(2);
const chosen = (all: readonly Picture[]): readonly Picture[] =>
  parts.length === 0 ? all : all.filter(({ out }) => parts.some((part) => basename(out).includes(part)));

if (!(await runNode(['esbuild.mjs']))) process.exit(1);
const vsix = await packageExtension();
// Its name is in the pictures: in the title, and before each place that the terminal shows.
const workspace = join(tmpdir(), 'shop');
await mkdir(workspace);
try {
  await cp(join(projectFolder, 'samples'), workspace, { recursive: true });
  const pictures = (Object.keys(THEMES) as Theme[]).flatMap((theme) =>
    SIZES.map(({ width, height }): Picture => ({
      file: 'traces.json',
      theme,
      width,
      height,
      out: join(FOLDER, `overview-${theme}-${width}.png`),
    })),
  );
  const code = (['dark', 'light', 'hc-dark'] as const).map((theme): Picture => ({
    file: 'night.traces.json',
    source: 'shop/payments.py',
    hover: 'call_gateway',
    sideBar: true,
    theme,
    width: 1280,
    height: 900,
    out: join(FOLDER, `code-${theme}-1280.png`),
  }));
  const dark = { theme: 'dark', width: 1280, height: 900 } as const;
  const tabs = (
    [
      ['Metrics', 'traces.json'],
      ['Diagnostics', 'night.traces.json'],
      ['Performance', 'night.traces.json'],
    ] as const
  ).map(([tab, file]): Picture => ({ ...dark, tab, file, out: join(FOLDER, `${tab.toLowerCase()}-dark-1280.png`) }));
  const module: Picture = {
    ...dark,
    file: 'night.traces.json',
    module: 'shop.payments',
    out: join(FOLDER, 'module-dark-1280.png'),
  };
  const run: Picture = { ...dark, file: 'checkout.py', runs: true, out: join(FOLDER, 'run-dark-1280.png') };
  const compared = (['dark', 'light', 'hc-dark'] as const).map((theme): Picture => ({
    file: 'traces.json',
    compared: true,
    sideBar: true,
    theme,
    width: 1280,
    height: 900,
    out: join(FOLDER, `history-${theme}-1280.png`),
  }));
  await takePictures(vsix, workspace, chosen([...pictures, ...tabs, module, run]));
  await storePastRuns(workspace);
  await takePictures(vsix, workspace, chosen([...code, ...compared]));
} finally {
  await rm(workspace, { recursive: true, force: true });
}
