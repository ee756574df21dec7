import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerWhatIf, saveSettings, settingsFileOf } from '../../../src/dashboard/settings.ts';
import { parseSensitivities } from '../../../src/protocol/sensitivities.ts';
import type { Sensitivities } from '../../../src/protocol/question.ts';
import { minimalReport } from '../schemas/minimalReport.ts';

const SETTINGS: Sensitivities = {
  weights: { ts: 0.3, ms: 0.2, ev: 0.2, be: 0.15, cc: 0.15 },
  alpha: 0.5,
  beta: 1,
  gamma: 2,
  delta: 1,
  memSpikeThresholdRatio: 1.5,
  errorSpikeThreshold: 0.1,
  consecutiveErrorThreshold: 5,
  concurrencyWaitThreshold: 0.001,
};

describe('saving settings', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-settings-'));
    path = join(folder, 'pypss.toml');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('makes a file where there is none, with what is not the default', async () => {
    assert.deepEqual(await saveSettings(path, SETTINGS), { answer: 'saved', path });
    assert.equal(await readFile(path, 'utf8'), '[pypss]\nalpha = 0.5\nconsecutive_error_threshold = 5\n');
    assert.deepEqual(await readdir(folder), ['pypss.toml']);
  });

  it('changes what differs and nothing else', async () => {
    const text = '# ours\r\n[pypss]\r\nalpha = 3 # strict\r\nfoo = 1\r\nconsecutive_error_threshold = 5\r\n';
    await writeFile(path, text);
    await saveSettings(path, SETTINGS);
    assert.equal(await readFile(path, 'utf8'), text.replace('alpha = 3 ', 'alpha = 0.5 '));
  });

  it('takes a setting back to its default', async () => {
    await writeFile(path, '[pypss]\nalpha = 0.5\nconsecutive_error_threshold = 5\ndelta = 4.0\n');
    await saveSettings(path, SETTINGS);
    assert.match(await readFile(path, 'utf8'), /^delta = 1\.0$/m);
  });

  it('writes to pyproject.toml under its table', async () => {
    const project = join(folder, 'pyproject.toml');
    await writeFile(project, '[project]\nname = "shop"\n[tool.pypss]\nbeta = 1.0\n');
    await saveSettings(project, SETTINGS);
    const text = await readFile(project, 'utf8');
    assert.ok(text.startsWith('[project]\nname = "shop"\n[tool.pypss]\nbeta = 1.0\nalpha = 0.5\n'), text);
  });

  it('leaves a broken file alone', async () => {
    await writeFile(path, 'alpha = = 3\n');
    const answer = await saveSettings(path, SETTINGS);
    assert.ok(answer.answer === 'refused');
    assert.match(answer.problem.message, /pypss\.toml was not changed\. Broken TOML in line 1/);
    assert.equal(await readFile(path, 'utf8'), 'alpha = = 3\n');
  });

  it('keeps rights and links', async function () {
    if (process.platform === 'win32') this.skip();
    const real = join(folder, 'real.toml');
    await writeFile(real, '', { mode: 0o600 });
    await symlink(real, path);
    await saveSettings(path, SETTINGS);
    assert.match(await readFile(real, 'utf8'), /alpha = 0\.5/);
    assert.equal((await stat(real)).mode & 0o777, 0o600);
  });

  it('says where it cannot write', async () => {
    const answer = await saveSettings(join(folder, 'missing', 'pypss.toml'), SETTINGS);
    assert.ok(answer.answer === 'refused');
    assert.match(answer.problem.message, /cannot be written/);
  });

  it('goes where the configuration came from', () => {
    const report = minimalReport();
    assert.equal(settingsFileOf(report, folder), path);
    const config = { ...report.config, path: '/srv/pyproject.toml' };
    assert.equal(settingsFileOf({ ...report, config }, folder), '/srv/pyproject.toml');
  });

  it('refuses to score figures that are not there', () => {
    assert.equal(answerWhatIf(minimalReport(), SETTINGS).answer, 'refused');
    assert.equal(answerWhatIf(null, SETTINGS).answer, 'refused');
  });
});

describe('settings from a page', () => {
  it('are taken when all are in range', () => assert.deepEqual(parseSensitivities({ ...SETTINGS, more: 1 }), SETTINGS));

  const wrong: Record<string, unknown> = {
    'a negative factor': { ...SETTINGS, alpha: -1 },
    'text for a number': { ...SETTINGS, alpha: '1' },
    'an infinite number': { ...SETTINGS, alpha: Infinity },
    'a share above 1': { ...SETTINGS, errorSpikeThreshold: 1.1 },
    'half an error': { ...SETTINGS, consecutiveErrorThreshold: 1.5 },
    'no weights': { ...SETTINGS, weights: undefined },
    'weights that are all 0': { ...SETTINGS, weights: { ts: 0, ms: 0, ev: 0, be: 0, cc: 0 } },
    'a weight that is missing': { ...SETTINGS, weights: { ts: 1, ms: 0, ev: 0, be: 0 } },
    nothing: null,
  };
  for (const [name, value] of Object.entries(wrong)) {
    it(`are refused with ${name}`, () => assert.equal(parseSensitivities(value), null));
  }
});
