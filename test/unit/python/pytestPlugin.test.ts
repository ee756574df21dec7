import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPytestPythons, preparePytest } from '../../../scripts/toolchain/pytestPython.ts';
import { type PythonRun, runPython } from './interpreters.ts';
import { callsByName, traceLines } from './traceLines.ts';

const TESTS = `
import asyncio, time, unittest
import pytest

turns = iter(range(1000))

def test_steady(): time.sleep(0.002)

@pytest.mark.parametrize("n", [1, 2])
def test_each(n): time.sleep(0.002 * n)

def test_flaky(): assert next(turns) % 2

@pytest.mark.skip
def test_skipped(): pass

@pytest.mark.xfail
def test_expected(): assert False

class TestOld(unittest.TestCase):
    def test_method(self): pass
`;

interface Row {
  pss: number;
  runs: number;
}

/** The table of scores at the end, by test. */
function scores(output: string): Record<string, Row> {
  const rows = output.matchAll(/^ +(\d+) +(\d+) {2}(?: *[\d.]+){4} {2}test_all\.py::(\S+)$/gm);
  return Object.fromEntries([...rows].map(([, pss, runs, test]) => [test, { pss: Number(pss), runs: Number(runs) }]));
}

describe('pytest plugin', () => {
  let folder: string;

  before(() => {
    preparePytest();
    assert.ok(findPytestPythons().length > 0, 'no Python with pytest: sudo apt-get install python3-pytest');
    folder = mkdtempSync(join(tmpdir(), 'pypss-pytest-'));
    writeFileSync(join(folder, 'test_all.py'), TESTS);
  });

  after(() => rmSync(folder, { recursive: true }));

  const pytest = (python: string, ...args: string[]): Promise<PythonRun> =>
    runPython(python, ['-m', 'pytest', '-p', 'no:cacheprovider', '-p', 'pypss.pytest_plugin', ...args], folder);

  it('scores each test over its runs, in every Python with pytest', async () => {
    for (const python of findPytestPythons()) {
      const { status, stdout, stderr } = await pytest(python, '--pss', '--pss-runs', '6');
      assert.equal(status, 1, stdout + stderr);
      const rows = scores(stdout);
      assert.deepEqual(
        Object.entries(rows)
          .map(([test, { runs }]) => [test, runs])
          .sort(),
        [
          ['test_each[1]', 6],
          ['test_each[2]', 6],
          ['test_flaky', 6],
          ['test_steady', 6],
        ],
        stdout,
      );
      // Every second run fails, which costs 13 of the 20 points for errors.
      assert.ok(rows['test_flaky'].pss <= 88, stdout);
      const calls = callsByName(traceLines(join(folder, 'pypss_output', 'traces.json')));
      assert.equal(calls['test::test_all.py::test_flaky'], 6);
    }
  });

  it('fails the session when a test scores below the limit, and says which', async () => {
    const [python] = findPytestPythons();
    const chosen = ['-k', 'steady'];
    const well = await pytest(python, ...chosen, '--pss-runs', '5', '--pss-fail-below', '1');
    assert.equal(well.status, 0, well.stdout);
    const below = await pytest(python, ...chosen, '--pss-runs', '5', '--pss-fail-below', '101');
    assert.equal(below.status, 1, below.stdout);
    assert.match(below.stdout, /PSS \d+ of test_all\.py::test_steady is below 101 \(--pss-fail-below\)/);
  });

  it('tells what to do when no test ran twice, and is silent unless it is asked', async () => {
    const [python] = findPytestPythons();
    const once = await pytest(python, '-k', 'steady', '--pss');
    assert.equal(once.status, 0, once.stdout);
    assert.match(once.stdout, /No test ran at least twice; run each of them again with --pss-runs 10\./);
    const without = await pytest(python, '-k', 'steady');
    assert.doesNotMatch(without.stdout, /PSS/);
  });

  it('refuses a number of runs that makes no sense', async () => {
    const [python] = findPytestPythons();
    const { status, stderr } = await pytest(python, '--pss-runs', 'many');
    assert.equal(status, 4);
    assert.match(stderr, /--pss-runs/);
  });
});
