import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * A package that only some programs need, from where this one or the program is installed.
 * @throws Error that says what to install
 */
export function optionalPackage(name: string, collector: string): unknown {
  const from = [import.meta.filename, join(process.cwd(), 'package.json')];
  for (const place of from) {
    const require = createRequire(place);
    let path: string;
    try {
      path = require.resolve(name);
    } catch {
      // Not installed there.
      continue;
    }
    return require(path);
  }
  throw new Error(`${collector} needs the package ${name}: npm install ${name}`);
}
