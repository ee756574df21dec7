import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { projectFolder } from '../../../scripts/toolchain/projectFolder.ts';
import { type Ended, Project } from './program.ts';

const text = readFileSync(join(projectFolder, 'docs', 'typescript-runtime.md'), 'utf8');
const examples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);

/** What is seen after each example of the page, in their order. */
const SEEN: ((project: Project, ended: Ended) => void)[] = [
  (project) => {
    const traces = project.traces();
    const names = traces.map(({ name }) => name);
    assert.deepEqual(names.sort(), ['load', 'load', 'order', 'order', 'tax', 'tax']);
    const orders = traces.filter(({ name }) => name === 'order');
    assert.deepEqual(orders.map((trace) => [trace['customer'], trace.branch_tag]).sort(), [
      [1, 'checkout'],
      [2, 'checkout'],
    ]);
    for (const tax of traces.filter(({ name }) => name === 'tax')) {
      assert.ok(orders.some((order) => order.trace_id === tax.parent_id && order['customer'] === tax['customer']));
    }
  },
  (project) => {
    const [{ name, branch_tag, exception_type }] = project.traces();
    assert.deepEqual([name, branch_tag, exception_type], ['parse', 'json', 'SyntaxError']);
  },
  (project) => assert.equal(project.traces('traces.pypss.ndjson')[0].name, 'work'),
  (_project, { stdout }) => assert.equal(stdout, 'work true\n'),
  (_project, { stdout }) => assert.equal(stdout, '1\n'),
];

describe('the page about the TypeScript runtime', () => {
  it('has as many examples as are looked at', () => assert.equal(examples.length, SEEN.length));

  examples.forEach((example, i) => {
    it(`has an example ${i + 1} that does what it says`, async () => {
      const { code } = transformSync(example, { loader: 'ts', target: 'es2022' });
      const project = new Project({ 'example.js': code });
      try {
        const ended = await project.run(['example.js']);
        assert.deepEqual([ended.status, ended.stderr], [0, '']);
        SEEN[i](project, ended);
      } finally {
        project.remove();
      }
    });
  });
});
