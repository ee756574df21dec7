import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RunDetails, RunSummary } from '../../../../src/protocol/history.ts';
import {
  branchesOf,
  filterRuns,
  filterText,
  groupRuns,
  isFiltered,
  NO_FILTER,
} from '../../../../src/extension/history/runGroups.ts';
import { PLAIN_RUN } from '../../support/storedRun.ts';

/** Noon of a local day. */
function at(year: number, month: number, day: number, hour = 12): number {
  return new Date(year, month - 1, day, hour).getTime() / 1000;
}

function run(id: number, timestamp: number, pss: number, details: Partial<RunDetails> | null = {}): RunSummary {
  return {
    id,
    timestamp,
    pss,
    scores: { ts: 1, ms: 1, ev: 1, be: 1, cc: 1 },
    source: `/srv/run${id}.json`,
    details: details === null ? null : { ...PLAIN_RUN, ...details },
  };
}

describe('groups of runs', () => {
  // A Tuesday.
  const now = at(2026, 11, 24, 23);

  it('by day are days, then weeks, then months, with the change against the run before', () => {
    const runs = [
      run(9, at(2026, 11, 24, 22), 34),
      run(8, at(2026, 11, 24, 21), 33, { regression: true }),
      run(7, at(2026, 11, 23), 71),
      run(6, at(2026, 11, 20), 72),
      run(5, at(2026, 11, 11), 90),
      run(4, at(2026, 11, 9), 91),
      run(3, at(2026, 9, 30), 50),
      run(2, at(2026, 9, 1), 60),
      run(1, at(2025, 9, 2), 61),
    ];
    assert.deepEqual(
      groupRuns(runs, 'day', now).map(({ label, runs: listed, mean }) => [
        label,
        listed.map(({ run: { id }, change }) => [id, change]),
        mean,
      ]),
      [
        [
          'Today',
          [
            [9, 1],
            [8, -38],
          ],
          33.5,
        ],
        ['Yesterday', [[7, -1]], 71],
        ['20 Nov', [[6, -18]], 72],
        [
          '9 – 15 Nov',
          [
            [5, -1],
            [4, 41],
          ],
          90.5,
        ],
        [
          'September 2026',
          [
            [3, -10],
            [2, -1],
          ],
          55,
        ],
        ['September 2025', [[1, null]], 61],
      ],
    );
  });

  it('by branch compare the runs of a branch with each other', () => {
    const runs = [
      run(4, now - 10, 60, { branch: 'main' }),
      run(3, now - 20, 90, { branch: 'fix' }),
      run(2, now - 30, 70, { branch: 'main' }),
      run(1, now - 40, 80, null),
    ];
    assert.deepEqual(
      groupRuns(runs, 'branch', now).map(({ label, runs: listed }) => [label, listed.map(({ change }) => change)]),
      [
        ['main', [-10, null]],
        ['fix', [null]],
        ['No branch', [null]],
      ],
    );
  });

  it('hold every run once, in order, whatever their times', () => {
    const times = fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(times, fc.constantFrom('day' as const, 'branch' as const), (stamps, grouping) => {
        const runs = stamps.toSorted((a, b) => b - a).map((time, index) => run(index, time, 50));
        const groups = groupRuns(runs, grouping, now);
        const ids = groups.flatMap((group) => group.runs.map(({ run: { id } }) => id));
        assert.deepEqual(
          ids,
          runs.map(({ id }) => id),
        );
        assert.equal(new Set(groups.map(({ key }) => key)).size, groups.length);
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

describe('the filter of runs', () => {
  const now = 1_000_000;
  const runs = [
    run(3, now - 10, 1, { branch: 'main' }),
    run(2, now - 100_000, 1, { branch: 'fix' }),
    run(1, now - 900_000, 1, null),
  ];
  const ids = (filter: Parameters<typeof filterRuns>[1]): number[] => filterRuns(runs, filter, now).map(({ id }) => id);

  it('takes days, branch and a part of the file name', () => {
    assert.deepEqual(ids(NO_FILTER), [3, 2, 1]);
    assert.deepEqual(ids({ ...NO_FILTER, days: 1 }), [3]);
    assert.deepEqual(ids({ ...NO_FILTER, days: 7 }), [3, 2]);
    assert.deepEqual(ids({ ...NO_FILTER, branch: 'fix' }), [2]);
    assert.deepEqual(ids({ ...NO_FILTER, file: 'RUN1' }), [1]);
    assert.deepEqual(ids({ days: 7, branch: 'main', file: 'run2' }), []);
  });

  it('is told in words', () => {
    assert.equal(filterText({ days: 7, branch: 'main', file: 'web' }), 'last 7 days, main, “web”');
    assert.equal(isFiltered(NO_FILTER), false);
    assert.equal(isFiltered({ ...NO_FILTER, file: '' }), false);
    assert.equal(isFiltered({ ...NO_FILTER, days: 1 }), true);
  });

  it('offers the branches that there are', () => assert.deepEqual(branchesOf(runs), ['main', 'fix']));
});
