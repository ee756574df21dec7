/** One picture of a trace file in the real editor; `node scripts/screenshot.mjs --help` says how. */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { THEMES, isTheme } from './host/settings.ts';
import { packageExtension } from './packaging/vsix.ts';
import { takePictures } from './pictures/capture.ts';
import { runNode } from './toolchain/run.ts';

const USAGE = `node scripts/screenshot.mjs --file TRACES --out PNG [options]
  --theme T       ${Object.keys(THEMES).join(', ')} (dark)
  --width W       of the window in CSS pixels (1280)
  --height H      (900)
  --scale S       device pixels per CSS pixel (1)
  --tab NAME      of the dashboard: Overview, Metrics, … (the first)
  --side-bar      keep the list of files open
  --any-state     do not wait for a score: for files with errors
  --build         build first (else what is in dist/ is packed)`;

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    out: { type: 'string' },
    theme: { type: 'string', default: 'dark' },
    width: { type: 'string', default: '1280' },
    height: { type: 'string', default: '900' },
    scale: { type: 'string', default: '1' },
    tab: { type: 'string' },
    'side-bar': { type: 'boolean', default: false },
    'any-state': { type: 'boolean', default: false },
    build: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || values.file === undefined || values.out === undefined) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
if (!isTheme(values.theme)) throw new Error(`--theme: ${values.theme} is none of ${Object.keys(THEMES).join(', ')}`);
const file = resolve(values.file);
if (!existsSync(file)) throw new Error(`--file: there is no ${file}`);
if (values.build && !(await runNode(['esbuild.mjs']))) process.exit(1);

await takePictures(
  await packageExtension(),
  dirname(file),
  [
    {
      file: basename(file),
      theme: values.theme,
      width: Number(values.width),
      height: Number(values.height),
      out: resolve(values.out),
      tab: values.tab,
      sideBar: values['side-bar'],
      anyState: values['any-state'],
    },
  ],
  Number(values.scale),
);
