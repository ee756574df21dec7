import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { prepareRun, programOf, runOf, statSince } from '../../../../src/extension/run/recordedRun.ts';

describe('the traces of programs run in the editor', () => {
  let storage: string;
  const program = { script: '/srv/shop.py', args: ['--fast'], cwd: '/srv', folder: '/srv' };

  beforeEach(() => {
    storage = mkdtempSync(join(tmpdir(), 'pypss-runs-test-'));
  });

  afterEach(() => rmSync(storage, { recursive: true }));

  it('have one place for each program with its arguments', () => {
    const run = runOf(program, storage);
    assert.equal(basename(run.traces), 'shop.pypss.ndjson');
    assert.equal(runOf({ ...program }, storage).traces, run.traces);
    assert.notEqual(runOf({ ...program, args: [] }, storage).traces, run.traces);
  });

  it('know their program, also for who only has the file', async () => {
    const run = runOf(program, storage);
    assert.equal(programOf(run.traces), null);
    await prepareRun(run);
    assert.deepEqual(programOf(run.traces), program);
    writeFileSync(join(dirname(run.traces), 'program.json'), '{"script": 1}');
    assert.equal(programOf(run.traces), null);
    assert.equal(programOf('/srv/traces.json'), null);
  });

  it('do not pile up', async () => {
    for (let n = 0; n < 40; n++) await prepareRun(runOf({ ...program, args: [String(n)] }, storage));
    assert.equal(readdirSync(join(storage, 'pypss-runs')).length, 30);
    assert.ok(existsSync(dirname(runOf({ ...program, args: ['39'] }, storage).traces)));
  });

  it('count only if they are of this run', async () => {
    const file = join(storage, 'file');
    assert.equal(await statSince(file, 0), null);
    writeFileSync(file, 'x');
    assert.equal((await statSince(file, 0))?.size, 1);
    assert.equal(await statSince(file, Date.now() + 60_000), null);
  });
});

describe('the walkthrough', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: {
      commands: { command: string }[];
      views: Record<string, { id: string }[]>;
      walkthroughs: {
        steps: { description: string; completionEvents: string[]; media: { svg: string } }[];
      }[];
    };
  };
  const { commands, views, walkthroughs } = manifest.contributes;
  const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);

  it('leads to commands and views that exist, and its pictures are there', () => {
    const known = new Set(commands.map(({ command }) => command));
    const shown = new Set(Object.values(views).flatMap((list) => list.map(({ id }) => id)));
    assert.equal(steps.length, 6);
    for (const { description, completionEvents, media } of steps) {
      const linked = [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command);
      const awaited = completionEvents.flatMap((event) => /^onCommand:(.*)/.exec(event)?.slice(1) ?? []);
      for (const command of [...linked, ...awaited]) {
        assert.ok(known.has(command) || shown.has(command.replace(/\.focus$/, '')), command);
      }
      for (const event of completionEvents) {
        const view = /^onView:(.*)/.exec(event)?.[1];
        assert.ok(view === undefined || shown.has(view), event);
      }
      assert.ok(existsSync(media.svg), media.svg);
    }
  });
});
