import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { windowsShim, writeShims } from '../../../../src/extension/terminal/shim.ts';

/** Prints what it was started with. */
const ECHO = `console.log(JSON.stringify({ args: process.argv.slice(2), electron: process.env.ELECTRON_RUN_AS_NODE }));
process.exitCode = 3;`;

describe('terminal shim', () => {
  let home: string;
  let bin: string;
  let cli: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'pypss-shim-'));
    bin = join(home, "storage it's", 'bin');
    await mkdir(join(home, "ext $HOME 'q'"));
    cli = join(home, "ext $HOME 'q'", 'cli.js');
    await writeFile(cli, ECHO);
  });

  afterEach(() => rm(home, { recursive: true }));

  function run(args: string[], path: string) {
    return spawnSync('sh', ['-c', 'pypss "$@"', 'sh', ...args], { encoding: 'utf8', env: { PATH: path } });
  }

  it('runs the command line with the given Node, arguments and exit code as they are', async function () {
    if (process.platform === 'win32') this.skip();
    await writeShims(bin, { node: process.execPath, cli });
    const { stdout, stderr, status } = run(['a b', '$HOME', `"'`, '--x=*'], [bin, '/usr/bin', '/bin'].join(delimiter));
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), { args: ['a b', '$HOME', `"'`, '--x=*'], electron: '1' });
    assert.equal(status, 3);
  });

  it('says what to do when the editor has moved and there is no other Node', async function () {
    if (process.platform === 'win32') this.skip();
    await writeShims(bin, { node: join(home, 'gone'), cli });
    const only = join(home, 'only-sh');
    await mkdir(only);
    const result = spawnSync('/bin/sh', [join(bin, 'pypss')], { encoding: 'utf8', env: { PATH: only } });
    assert.equal(result.status, 1);
    assert.match(result.stderr, /^pypss: the editor has moved; open a new terminal in it, or install Node\.js\n$/);
  });

  it('replaces an old script and leaves no drafts behind', async () => {
    await writeShims(bin, { node: '/old/node', cli });
    const before = await stat(join(bin, 'pypss'));
    await writeShims(bin, { node: '/new/node', cli });
    assert.match(await readFile(join(bin, 'pypss'), 'utf8'), /node='\/new\/node'/);
    assert.notEqual((await stat(join(bin, 'pypss'))).ino, before.ino);
    assert.deepEqual((await readdir(bin)).sort(), ['pypss', 'pypss.cmd']);
  });

  it('does not write a script that is right already', async () => {
    await writeShims(bin, { node: process.execPath, cli });
    const before = await stat(join(bin, 'pypss'));
    await writeShims(bin, { node: process.execPath, cli });
    assert.equal((await stat(join(bin, 'pypss'))).ino, before.ino);
  });

  it('quotes for Windows and passes the exit code on', () => {
    const script = windowsShim({ node: 'C:\\Program Files\\Code\\Code.exe', cli: 'C:\\100%\\cli.js' });
    assert.match(script, /^@echo off\r\n/);
    assert.match(
      script,
      /\r\n"C:\\Program Files\\Code\\Code\.exe" "C:\\100%%\\cli\.js" %\*\r\nexit \/b %ERRORLEVEL%\r\n$/,
    );
  });
});
