/** `npm run package`: builds the extension and packs it into a .vsix. */
import { packageExtension } from './packaging/vsix.ts';
import { runNode } from './toolchain/run.ts';

if (!(await runNode(['esbuild.mjs']))) process.exit(1);
await packageExtension();
