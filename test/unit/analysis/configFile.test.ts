import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configFolders, loadConfig } from '../../../src/analysis/configFile.ts';
import { DEFAULT_CONFIG } from '../../../src/score/config/config.ts';

describe('finding the configuration', () => {
  let top: string;
  beforeEach(() => (top = mkdtempSync(path.join(tmpdir(), 'pypss-config-'))));
  afterEach(() => rmSync(top, { recursive: true }));

  const at = (...parts: string[]) => path.join(top, ...parts);
  const write = (name: string, text: string | Uint8Array) => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  };
  const load = (options: Partial<Parameters<typeof loadConfig>[0]> = {}) =>
    loadConfig({ traceFile: at('work/shop/out/traces.json'), root: at('work'), cwd: at('cwd'), ...options });

  beforeEach(() => {
    mkdirSync(at('work/shop/out'), { recursive: true });
    mkdirSync(at('cwd'));
  });

  it('gives the defaults when there is none', async () => {
    assert.deepEqual(await load(), { config: DEFAULT_CONFIG, path: null, diagnostics: [] });
  });

  it('goes from the trace file upward to the workspace folder, then to the current directory', async () => {
    const places = [
      'pypss.toml',
      'cwd/pypss.toml',
      'work/pypss.toml',
      'work/shop/pypss.toml',
      'work/shop/out/pypss.toml',
    ];
    // Written from the last place to the first: each one beats those before it. The one above the workspace never counts.
    for (const [index, place] of places.entries()) {
      write(place, `[pypss]\nalpha = ${index}.5`);
      const { config, path: found } = await load();
      assert.equal(found, index === 0 ? null : at(place));
      if (index > 0) assert.equal(config.alpha, index + 0.5);
    }
  });

  it('looks beside a trace file that lies outside the workspace, and no higher', async () => {
    write('pypss.toml', 'alpha = 1');
    assert.equal((await load({ root: at('cwd') })).path, null);
    assert.equal((await load({ root: null })).path, null);
    write('work/shop/out/pypss.toml', 'alpha = 1');
    assert.equal((await load({ root: at('cwd') })).path, at('work/shop/out/pypss.toml'));
  });

  it('looks in the current directory for standard input', async () => {
    write('cwd/pypss.toml', 'alpha = 4');
    assert.equal((await load({ traceFile: null })).config.alpha, 4);
  });

  it('lists each folder once and does not take a like-named sibling for the workspace', () => {
    const folders = (traceFile: string, root: string, cwd: string) => configFolders({ traceFile, root, cwd });
    assert.deepEqual(folders('a/b/t.json', '/w', '/w'), ['/w/a/b', '/w/a', '/w']);
    assert.deepEqual(folders('/work2/t.json', '/work', '/work'), ['/work2', '/work']);
    assert.deepEqual(folders('/..w/t.json', '/', '/'), ['/..w', '/']);
  });

  it('takes pypss.toml before pyproject.toml, and that one only with [tool.pypss]', async () => {
    write('work/pyproject.toml', '[tool.pypss]\nalpha = 1');
    write('work/shop/pyproject.toml', '[project]\nname = "pypss-shop"');
    write('work/shop/out/pyproject.toml', 'this is [ no TOML, and nobody asked');
    assert.equal((await load()).path, at('work/pyproject.toml'));
    write('work/pypss.toml', '');
    assert.deepEqual([(await load()).path, (await load()).config.alpha], [at('work/pypss.toml'), 2]);
  });

  it('reports a broken file with its place, and does not look on', async () => {
    write('work/pypss.toml', 'alpha = 1');
    write('work/shop/pypss.toml', '[pypss]\nalpha = "x"');
    const { diagnostics } = await load();
    assert.deepEqual(
      diagnostics.map(({ severity, file, line, column }) => [severity, file, line, column]),
      [['error', at('work/shop/pypss.toml'), 2, 9]],
    );
  });

  it('reads the file that the user names, whatever it is called', async () => {
    write('cwd/pypss.toml', 'alpha = 1');
    write('cwd/my.conf', 'alpha = 7');
    const named = await load({ explicitPath: 'my.conf' });
    assert.deepEqual([named.path, named.config.alpha], [at('cwd/my.conf'), 7]);
    write('pyproject.toml', '[project]\nname = "x"');
    const silent = await load({ explicitPath: at('pyproject.toml') });
    assert.deepEqual(
      silent.diagnostics.map(({ severity, message }) => [severity, message]),
      [['warning', 'the file holds no table [tool.pypss]; the defaults are used']],
    );
  });

  describe('says clearly that', () => {
    const errorOf = async (options: Parameters<typeof load>[0] = {}) => {
      const { diagnostics, config } = await load(options);
      assert.equal(diagnostics.length, 1);
      assert.equal(diagnostics[0].severity, 'error');
      assert.deepEqual(config, DEFAULT_CONFIG);
      return diagnostics[0];
    };

    it('a named file is missing', async () => {
      assert.equal((await errorOf({ explicitPath: 'nope.toml' })).message, 'there is no such file');
      assert.equal((await errorOf({ explicitPath: 'nope/pyproject.toml' })).message, 'there is no such file');
    });

    it('a folder stands there', async () => {
      mkdirSync(at('work/pypss.toml'));
      assert.match((await errorOf()).message, /^a folder stands where/);
    });

    it('a file cannot be read', async () => {
      symlinkSync('pypss.toml', at('work/pypss.toml'));
      const { message, file } = await errorOf();
      assert.match(message, /^the file cannot be read: ELOOP/);
      assert.equal(file, at('work/pypss.toml'));
    });

    it('a pipe lies around, without waiting for it', async function () {
      if (process.platform === 'win32') this.skip();
      execFileSync('mkfifo', [at('work/pypss.toml')]);
      assert.equal((await errorOf()).message, 'not a regular file');
    });

    it('a file is no UTF-8 text', async () => {
      write('work/pypss.toml', Buffer.from('[pypss]\nui.title = "\xe9"\n', 'latin1'));
      const { message, line, column } = await errorOf();
      assert.deepEqual([message, line, column], ['the file is not UTF-8 text', 2, 13]);
      write('work/pypss.toml', Buffer.from('\uFEFF[pypss]\n', 'utf16le'));
      assert.equal((await errorOf()).message, 'the file is not UTF-8 text');
    });

    it('a file is too large', async () => {
      write('work/pypss.toml', `alpha = 1 # ${'é'.repeat(500_000)}`);
      assert.match((await errorOf()).message, /larger than 1 MB/);
    });
  });
});
