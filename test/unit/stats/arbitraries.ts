import fc from 'fast-check';

/** Every property test runs the same cases each time. */
export const FIXED = { seed: 0x5eed, numRuns: 200 };

/** Durations as services have them, mixed with the values that break careless code. */
export const measured = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 1e-7, max: 100, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 0.01, 0.01, 1, 4096, 131_866_624) },
  { weight: 1, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
);

/** Any finite double: subnormal, negative, huge. */
export const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1.7976931348623157e308),
);

/** A list together with places at which to cut it into parts (some of them empty). */
export function inParts<T>(item: fc.Arbitrary<T>, maxLength = 300): fc.Arbitrary<{ all: T[]; parts: T[][] }> {
  return fc
    .tuple(
      fc.array(item, { maxLength, size: 'max' }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
    )
    .map(([all, shares]) => {
      const cuts = [0, ...shares.map((share) => Math.floor(share * all.length)).sort((a, b) => a - b), all.length];
      return { all, parts: cuts.slice(1).map((cut, i) => all.slice(cuts[i], cut)) };
    });
}

/** How far two numbers are apart, relative to the larger; 0 for two equal ones. */
export function apart(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}

/** Standard normal values from a seed. */
export function normals(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
