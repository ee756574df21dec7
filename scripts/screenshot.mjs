import { launch } from './launch.mjs';

launch('scripts/screenshot.ts', process.argv.slice(2));
