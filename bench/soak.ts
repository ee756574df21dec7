/**
 * `npm run soak -- [--workbench] [--minutes 10] [--rate 5000] [--total N]`: a stream of traces through one collector for
 * a long time. Without a window it is `pypss collect`, with `--workbench` a real VS Code in a browser with the live
 * dashboard open. Prints ten times on the way how much memory it takes, and fails when that grows, when a trace is
 * missing, when the host's event loop is late, or when the picture stands still. Needs `npm run build` before. With
 * `--total` as many traces as that are sent as fast as they are taken, instead of by the clock.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { soakHeadless } from './soak/headless.ts';
import { wholePieces } from './soak/sending.ts';
import { soakWorkbench } from './soak/workbench.ts';

const { values } = parseArgs({
  options: {
    workbench: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '5000' },
    total: { type: 'string' },
    cli: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'cli.js') },
  },
});
const rate = Number(values.rate);
const total = wholePieces(Number(values.total ?? Number(values.minutes) * 60 * rate));
if (!(total > 0 && rate > 0)) throw new TypeError('--minutes, --rate and --total are numbers above 0');

const sending = { total, rate: values.total === undefined ? rate : null };
const found = await (values.workbench ? soakWorkbench(sending) : soakHeadless(values.cli, sending));
for (const problem of found) {
  if (problem === null) continue;
  console.error(problem);
  process.exitCode = 1;
}
