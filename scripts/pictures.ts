/** `npm run pictures`: builds, packs, and takes the pictures of the README and of every theme. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Theme, THEMES } from './host/settings.ts';
import { packageExtension } from './packaging/vsix.ts';
import { type Picture, takePictures } from './pictures/capture.ts';
import { copySamples } from './suites/samplesCopy.ts';
import { projectFolder } from './toolchain/projectFolder.ts';
import { runNode } from './toolchain/run.ts';

const FOLDER = join(projectFolder, 'media', 'pictures');
const SIZES = [
  { width: 1280, height: 900 },
  { width: 600, height: 1100 },
];

if (!(await runNode(['esbuild.mjs']))) process.exit(1);
const vsix = await packageExtension();
const temporary = await mkdtemp(join(tmpdir(), 'pypss-pictures-'));
try {
  const workspace = await copySamples(temporary);
  const pictures = (Object.keys(THEMES) as Theme[]).flatMap((theme) =>
    SIZES.map(({ width, height }): Picture => ({
      file: 'traces.json',
      theme,
      width,
      height,
      out: join(FOLDER, `overview-${theme}-${width}.png`),
    })),
  );
  await takePictures(vsix, workspace, pictures);
} finally {
  await rm(temporary, { recursive: true, force: true });
}
