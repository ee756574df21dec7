import assert from 'node:assert/strict';
import { falseDiscoveryRates } from '../../../src/score/falseDiscovery.ts';
import { moderated, spreadPrior } from '../../../src/score/spreadPrior.ts';
import { digamma, lnGamma, trigamma, trigammaInverse } from '../../../src/stats/gammaFunctions.ts';
import { incompleteBeta, studentTwoSided, varianceRatioUpper } from '../../../src/stats/probability.ts';
import { random } from '../analysis/feed.ts';
import { python } from '../python.ts';

function near(actual: number, expected: number, relative = 1e-10): void {
  assert.ok(
    Math.abs(actual - expected) <= relative * Math.max(1e-300, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

describe('the statistics behind verdicts', () => {
  it('have the gamma function and its derivatives', () => {
    const xs = [0.1, 0.5, 1, 2.5, 7, 11.9, 12, 50, 5000];
    const expected = python(
      'import json, math, sys; print(json.dumps([math.lgamma(x) for x in json.load(sys.stdin)]))',
      xs,
    );
    xs.forEach((x, i) =>
      assert.ok(
        Math.abs(lnGamma(x) - (expected as number[])[i]) < 1e-12 * Math.max(1, Math.abs((expected as number[])[i])),
      ),
    );
    near(digamma(1), -0.5772156649015329);
    near(digamma(0.5), -1.9635100260214235);
    near(trigamma(1), Math.PI ** 2 / 6);
    near(trigamma(0.5), Math.PI ** 2 / 2);
    for (const x of [0.05, 0.7, 3, 80]) near(trigammaInverse(trigamma(x)), x, 1e-8);
  });

  it('have Student’s and the F distribution', () => {
    // With one and two degrees of freedom they have closed forms.
    for (const t of [0.1, 1, 3, 50]) {
      near(studentTwoSided(t, 1), 1 - (2 / Math.PI) * Math.atan(t), 1e-9);
      near(studentTwoSided(t, 2), 1 - t / Math.sqrt(2 + t * t), 1e-9);
      near(varianceRatioUpper(t, 2, 2), 1 / (1 + t));
    }
    // Tables: the 97.5 % point with 5 degrees, the 95 % point of F(5, 10).
    near(studentTwoSided(2.570581835636314, 5), 0.05, 1e-9);
    near(varianceRatioUpper(3.3258345304130112, 5, 10), 0.05, 1e-9);
    // Far out in the tail nothing is lost to cancellation.
    near(studentTwoSided(40, 5), 1.8e-7, 0.05);
    assert.deepEqual([studentTwoSided(0, 5), incompleteBeta(2, 3, 0), incompleteBeta(2, 3, 1)], [1, 0, 1]);
  });

  it('follow Benjamini and Hochberg', () => {
    // The example of their paper, table 1: four of fifteen are called at 5 %.
    const ps = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const qs = falseDiscoveryRates(ps.toReversed()).toReversed();
    assert.equal(qs.filter((q) => q <= 0.05).length, 4);
    near(qs[3], (0.0095 * 15) / 4);
    assert.deepEqual(falseDiscoveryRates([]), []);
  });

  it('find what is usual for a spread, and leave out-of-the-ordinary ones alone', () => {
    const dice = random(3);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice());
    const spreads = Array.from({ length: 2000 }, () => {
      let squares = 0;
      for (let i = 0; i < 5; i++) squares += normal() ** 2;
      return { variance: (3 * squares) / 5, freedom: 5 };
    });
    const prior = spreadPrior(spreads)!;
    near(prior.variance, 3, 0.05);
    // All differ by chance alone, so what is usual counts for much.
    assert.ok(prior.freedom > 50, String(prior.freedom));
    const drawn = moderated({ variance: 0.5, freedom: 5 }, prior);
    assert.ok(drawn.variance > 2 && drawn.freedom > 50);
    assert.deepEqual(moderated({ variance: 40, freedom: 5 }, prior), { variance: 40, freedom: 5 });
    assert.equal(spreadPrior(spreads.slice(0, 4)), null);
  });
});
