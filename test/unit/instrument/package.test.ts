import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../../scripts/toolchain/projectFolder.ts';

const TYPED = `
class Cart {
  @monitorFunction('add') add(item: string): number { return item.length; }
  @monitorFunction() async load(this: Cart): Promise<Cart> { return this; }
  @monitorFunction *each(): Generator<string> { yield 'a'; }
  @monitorFunction({ name: 'size' }) get size(): number { return 1; }
}
const pay = monitorFunction('pay', { branchTag: 'card' }, async (amount: number) => amount);
const paid: Promise<number> = pay(1);
// @ts-expect-error the wrapper takes what the function takes
void pay('1');
const later: <T>(value: T) => T = monitorFunction(<T,>(value: T): T => value, { module: 'm' });
const parsed: string = monitorBlock('parse', () => 'x');
{ using block = monitorBlock('scope'); block.fail(new Error('x')); }
const own: Collector = { collect: ({ name, duration }: TraceRecord) => { name.at(duration); } };
const before: Collector | null = setGlobalCollector(own);
class Own extends BatchingCollector { override send(traces: readonly TraceRecord[]): number { return traces.length; } }
new Own({ batchSize: 1 }).sent.toFixed();
// @ts-expect-error misspelt
new RedisCollector('redis://localhost', { kee: 'x' });
export { Cart, paid, later, parsed, before };
`;
const IMPORTS = `import { BatchingCollector, monitorBlock, monitorFunction, RedisCollector, setGlobalCollector } from 'pypss/instrument';
import type { Collector, TraceRecord } from 'pypss/instrument';
`;

describe('the package in a fresh project', () => {
  let folder: string;

  function write(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
  }

  function node(name: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, [name, ...args], { cwd: folder, encoding: 'utf8' });
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-package-'));
    const npm = (...args: string[]): string => {
      return execFileSync(
        'npm',
        [...args, '--offline', '--loglevel=error', '--no-audit', '--no-fund', '--cache', join(folder, '.npm')],
        {
          cwd: folder,
          encoding: 'utf8',
          shell: process.platform === 'win32',
        },
      );
    };
    write('package.json', '{"name":"fresh","private":true}');
    npm('pack', projectFolder, '--ignore-scripts');
    const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    npm('install', `./${tarball}`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('serves import and require, with one runtime for both', () => {
    write(
      'both.mjs',
      `import { createRequire } from 'node:module';
import * as imported from 'pypss/instrument';
const required = createRequire(import.meta.url)('pypss/instrument');
const names = Object.keys(required).sort();
if (names.some((name) => imported[name] !== required[name])) throw new Error('two runtimes');
required.monitorFunction('required', () => 1)();
imported.monitorFunction('imported', () => 1)();
console.log(names.join());`,
    );
    const { status, stdout, stderr } = node('both.mjs');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^BatchingCollector,FileCollector,.*,monitorBlock,monitorFunction,.*withTags\n$/);
    const lines = readFileSync(join(folder, 'pypss_output', 'traces.json'), 'utf8')
      .trim()
      .split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { name: string }).name),
      ['required', 'imported'],
    );
    write('plain.cjs', "require('pypss/instrument').monitorBlock('plain', () => 1);");
    assert.equal(node('plain.cjs').status, 0);
  });

  it('has the command line', () => {
    const { status, stdout } = node(
      'node_modules/pypss/dist/cli.js',
      'analyze',
      '--trace-file',
      'pypss_output/traces.json',
    );
    assert.equal(status, 0);
    assert.match(stdout, /PSS/);
  });

  it('says which package a collector needs', () => {
    for (const [collector, name] of [
      ['RedisCollector', 'redis'],
      ['GrpcCollector', '@grpc/grpc-js'],
    ]) {
      write('absent.mjs', `import { ${collector} } from 'pypss/instrument';\nnew ${collector}();`);
      const { status, stderr } = node('absent.mjs');
      assert.equal(status, 1);
      assert.ok(stderr.includes(`Error: ${collector} needs the package ${name}: npm install ${name}\n`), stderr);
    }
  });

  it('is typed for ES modules and CommonJS, both kinds of decorators, without other types', () => {
    write('typed.mts', IMPORTS + TYPED);
    write('typed.cts', IMPORTS + TYPED);
    const tsc = join(projectFolder, 'node_modules', 'typescript', 'bin', 'tsc');
    write('field.mts', `${IMPORTS}export class A { @monitorFunction('f') f = (n: number): string => 'x'.repeat(n); }`);
    for (const legacy of ['false', 'true']) {
      const options = `--noEmit --strict --exactOptionalPropertyTypes --module node16 --target es2022 --lib es2022
        --experimentalDecorators ${legacy} --noImplicitOverride typed.mts typed.cts ${legacy === 'true' ? '' : 'field.mts'}`;
      const { status, stdout } = node(tsc, ...options.trim().split(/\s+/));
      assert.equal(stdout, '');
      assert.equal(status, 0);
    }
  });
});
