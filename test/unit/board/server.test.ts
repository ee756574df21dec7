import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnalysisClient, startAnalysisWorker } from '../../../src/analysis/client.ts';
import { analyzeFile } from '../../../src/analysis/analyze.ts';
import type { Asset } from '../../../src/board/assets.ts';
import { BoardFile } from '../../../src/board/boardFile.ts';
import { BoardServer, type BoardOptions } from '../../../src/board/server.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { parseSensitivities } from '../../../src/protocol/sensitivities.ts';
import { BoardPage } from './boardPage.ts';

const WORKER = new URL('../../../src/analysis/worker.ts', import.meta.url);
const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'conformance');
const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['dashboard.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from('"the script"') }],
  ['dashboard.css', { type: 'text/css; charset=utf-8', bytes: Buffer.from('/* the style */') }],
]);

describe('a board', function () {
  this.timeout(240_000);
  let folder: string;
  let path: string;
  let client: AnalysisClient;
  let file: BoardFile;
  let board: BoardServer;
  let following: Promise<void>;
  const pages: BoardPage[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-board-'));
    path = join(folder, 'traces.json');
    await copyFile(join(FIXTURES, 'error_burst.json'), path);
    client = new AnalysisClient(() => startAnalysisWorker(WORKER));
  });

  async function start(options: Partial<BoardOptions> = {}): Promise<void> {
    file = new BoardFile(client, { path, root: folder }, { look: 20 });
    board = await BoardServer.start(file, ASSETS, {
      host: '127.0.0.1',
      port: 0,
      moveOn: false,
      root: folder,
      ...options,
    });
    following = file.follow();
  }

  afterEach(async () => {
    for (const page of pages.splice(0)) page.close();
    file.dispose();
    await following;
    await board.stop();
    await client.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<BoardPage> {
    const page = await BoardPage.open(board.address);
    pages.push(page);
    await page.post({ type: 'ready' });
    return page;
  }

  const ready = (page: BoardPage, more: (report: Report) => boolean = () => true): Promise<Report> =>
    page.until((state) => (state.state === 'ready' && more(state.report) ? state.report : null));

  async function real(): Promise<Report> {
    const outcome = await analyzeFile({ path, root: folder });
    assert.ok(outcome.ok);
    return outcome.report;
  }

  /** Status of a request with these headers; fetch would not let Host and Origin be told falsely. */
  function status(target: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: board.port, path: target, method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  it('shows the figures that an analysis gives', async () => {
    await start();
    assert.deepEqual(await ready(await open()), JSON.parse(JSON.stringify(await real())));
  });

  it('is locked without its token, and opens with it', async () => {
    await start();
    const { origin, searchParams } = new URL(board.address);
    assert.equal((await fetch(origin)).status, 401);
    assert.equal((await fetch(`${origin}/?token=${'x'.repeat(32)}`)).status, 401);
    for (const target of [
      '/dashboard.js',
      '/events?client=abcdefgh',
      '/report.json',
      '/report.html',
      '/source?filename=a.py',
    ]) {
      assert.equal((await fetch(origin + target)).status, 401, target);
      // The token opens the page only; all else wants the cookie.
      const withToken = `${target}${target.includes('?') ? '&' : '?'}token=${searchParams.get('token')}`;
      assert.equal((await fetch(origin + withToken)).status, 401, withToken);
    }
    const response = await fetch(board.address);
    assert.equal(response.status, 200);
    const cookie = response.headers.get('set-cookie') ?? '';
    assert.match(cookie, /; HttpOnly/);
    assert.match(cookie, /; SameSite=Strict/);
    const script = await fetch(`${origin}/dashboard.js`, { headers: { cookie: cookie.split(';')[0] } });
    assert.equal(await script.text(), '"the script"');
  });

  it('tells browsers to run nothing else and to reach nothing else', async () => {
    await start();
    const { headers } = await fetch(board.address);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
  });

  it('answers to no other name and to no other page', async () => {
    await start();
    const { port } = board;
    const cookie = (await fetch(board.address)).headers.get('set-cookie')!.split(';')[0];
    const own = `127.0.0.1:${port}`;
    await ready(await open());
    assert.equal(await status('/report.json', { host: own, cookie }), 200);
    assert.equal(await status('/report.json', { host: `localhost:${port}`, cookie }), 200);
    for (const host of [
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.0.0.1.evil.example:${port}`,
    ]) {
      assert.equal(await status('/report.json', { host, cookie }), 403, host);
      assert.equal(await status(`/${new URL(board.address).search}`, { host }), 403, host);
    }
    for (const origin of ['http://evil.example', `http://127.0.0.1:${port + 1}`, 'null']) {
      assert.equal(await status('/events?client=abcdefgh', { host: own, cookie, origin }), 403, origin);
      assert.equal(await status('/messages?client=abcdefgh', { host: own, cookie, origin }, 'POST'), 403, origin);
    }
    assert.equal(await status('/messages?client=abcdefgh', { host: own, cookie }, 'POST'), 403, 'no origin');
    assert.equal(await status('/report.json', { host: own, cookie, 'sec-fetch-site': 'cross-site' }), 403);
  });

  it('gives the report as a page of its own, with the dashboard and the figures in it', async () => {
    await start();
    const cookie = (await fetch(board.address)).headers.get('set-cookie')!.split(';')[0];
    const { origin } = new URL(board.address);
    await ready(await open());
    const json = (await (await fetch(`${origin}/report.json`, { headers: { cookie } })).json()) as { pss: number };
    const response = await fetch(`${origin}/report.html`, { headers: { cookie } });
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(
      response.headers.get('content-security-policy') ?? '',
      /script-src 'self'/,
      'shown here it runs nothing',
    );
    const page = await response.text();
    assert.ok(page.includes('<script>"the script"</script>'));
    const embedded = /id="pypss-report">\n([^]*?)<\/script>/.exec(page)?.[1] ?? '';
    assert.deepEqual(JSON.parse(embedded), json);
  });

  it('serves its own files only', async () => {
    await start();
    await writeFile(join(folder, 'secret.txt'), 'secret');
    const cookie = (await fetch(board.address)).headers.get('set-cookie')!.split(';')[0];
    const host = `127.0.0.1:${board.port}`;
    for (const target of [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '//etc/passwd',
      '/dashboard.js/../secret.txt',
      '/secret.txt',
      '/__proto__',
      '/constructor',
    ]) {
      assert.equal(await status(target, { host, cookie }), 404, target);
    }
    assert.equal(await status('/dashboard.js', { host, cookie }, 'DELETE'), 403);
  });

  it('finds sources by their end, below its folder only', async () => {
    await start();
    await writeFile(join(folder, 'http.py'), '');
    const page = await open();
    const find = async (name: string) => (await page.get(`/source?filename=${encodeURIComponent(name)}`)).path;
    assert.equal(await find('/srv/app/http.py'), join(folder, 'http.py'));
    assert.equal(await find('nowhere.py'), null);
    assert.equal(await find('../http.py'), null);
  });

  it('follows the file as it grows, without showing less in between', async () => {
    await writeFile(path, '{"duration": 0.1, "name": "a"}\n{"duration": 0.2, "name": "a"}\n');
    await start();
    const page = await open();
    assert.equal((await ready(page)).traces, 2);
    const before = page.states.length;
    await writeFile(path, '{"duration": 0.3, "name": "a"}\n', { flag: 'a' });
    assert.equal((await ready(page, ({ traces }) => traces === 3)).traces, 3);
    for (const state of page.states.slice(before)) {
      assert.equal(state.state, 'ready');
      assert.equal(state.state === 'ready' && state.stale, false);
    }
  });

  it('keeps the figures while a file is half written, and says so when it stays broken', async () => {
    await start();
    const page = await open();
    const { traces } = await ready(page);
    await writeFile(path, '{"tra');
    const broken = await page.until((state) => (state.state === 'problem' ? state : null));
    assert.match(broken.problem.message, /traces\.json/);
    await copyFile(join(FIXTURES, 'error_burst.json'), path);
    assert.equal((await ready(page)).traces, traces);
  });

  it('waits for a file that is not there yet', async () => {
    await rm(path);
    await start();
    const page = await open();
    const missing = await page.until((state) => (state.state === 'problem' ? state : null));
    assert.equal(missing.problem.kind, 'not-found');
    await copyFile(join(FIXTURES, 'error_burst.json'), path);
    await ready(page);
  });

  it('shows the same to several pages, and answers each', async () => {
    await start();
    const [first, second] = [await open(), await open()];
    const report = await ready(first);
    assert.deepEqual(await ready(second), report);
    const settings = { ...parseSensitivities(report.config)!, delta: 0 };
    const [here, there] = await Promise.all([
      first.ask({ ask: 'what-if', settings }),
      second.ask({ ask: 'what-if', settings: { ...settings, delta: 5 } }),
    ]);
    assert.ok(here.answer === 'what-if' && there.answer === 'what-if');
    assert.equal(here.scores.ev, 1);
    assert.ok(there.scores.ev < report.scores.ev);
  });

  it('saves settings, and scores the file as it had foretold', async () => {
    await start();
    const page = await open();
    const report = await ready(page);
    await writeFile(join(folder, 'pypss.toml'), '# ours\n[pypss]\nalpha = 3 # strict\n');
    const settings = {
      ...parseSensitivities(report.config)!,
      alpha: 0.5,
      weights: { ts: 0.1, ms: 0.1, ev: 0.6, be: 0.1, cc: 0.1 },
    };
    const foretold = await page.ask({ ask: 'what-if', settings });
    const saved = await page.ask({ ask: 'save-settings', settings });
    assert.deepEqual(saved, { answer: 'saved', path: join(folder, 'pypss.toml') });
    const after = await ready(page, ({ config }) => config.alpha === 0.5);
    assert.ok(foretold.answer === 'what-if');
    assert.equal(after.pss, foretold.pss);
    assert.notEqual(after.pss, report.pss);
    assert.deepEqual(after.scores, foretold.scores);
  });

  it('refuses messages that it does not know', async () => {
    await start();
    const page = await open();
    for (const message of [
      null,
      1,
      {},
      { type: 'constructor' },
      { type: 'ask', id: 1, question: { ask: 'what-if' } },
    ]) {
      assert.equal(await page.post(message), 400, JSON.stringify(message));
    }
    assert.equal(await page.post('x'.repeat(2 << 20)), 413);
    await ready(page);
  });

  it('moves on to the next port only when it may', async () => {
    await start();
    const { port } = board;
    await assert.rejects(BoardServer.start(file, ASSETS, { host: '127.0.0.1', port, moveOn: false, root: folder }), {
      code: 'EADDRINUSE',
    });
    const second = await BoardServer.start(file, ASSETS, { host: '127.0.0.1', port, moveOn: true, root: folder });
    assert.ok(second.port > port);
    await second.stop();
  });

  it('forgets pages that are gone', async () => {
    await start();
    const page = await open();
    await ready(page);
    page.close();
    const again = await open();
    assert.deepEqual((await ready(again)).pss, (await real()).pss);
    assert.equal(await page.post({ type: 'ready' }), 410);
  });

  it('tells a page that comes back how things stand', async () => {
    await start();
    const page = await open();
    await ready(page);
    await page.reconnect();
    await page.post({ type: 'ready' });
    assert.deepEqual((await ready(page)).pss, (await real()).pss);
  });
});
