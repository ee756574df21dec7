import assert from 'node:assert/strict';
import { findSource, mappedPaths, type PathMappings } from '../../../src/code/pathMapping.ts';

interface Case {
  readonly traced: string;
  readonly files: readonly string[];
  readonly folders?: readonly string[];
  readonly mappings?: PathMappings;
  readonly windows?: boolean;
  readonly expected: string;
}

async function find({ traced, files, folders = ['/w'], mappings = {}, windows = false }: Case): Promise<string> {
  const result = await findSource(traced, {
    mappings,
    folders,
    windows,
    isFile: (path) => Promise.resolve(files.includes(path)),
    filesNamed: (name) =>
      Promise.resolve(files.filter((file) => file.split(/[\\/]/).at(-1)!.toLowerCase() === name.toLowerCase())),
  });
  assert.ok(result.tried.length > 0);
  return result.found === 'file'
    ? `${result.by} ${result.path}`
    : result.found === 'several'
      ? result.paths.join(' | ')
      : 'none';
}

const CASES: Record<string, Case> = {
  'a path of this machine': { traced: '/w/shop/a.py', files: ['/w/shop/a.py'], expected: 'itself /w/shop/a.py' },
  'a path outside the workspace': { traced: '/lib/a.py', files: ['/lib/a.py'], expected: 'itself /lib/a.py' },
  'a path below the folder': {
    traced: 'shop/a.py',
    files: ['/w/shop/a.py', '/w/x/shop/a.py'],
    expected: 'suffix /w/shop/a.py',
  },
  'a container': {
    traced: '/app/shop/a.py',
    files: ['/w/src/shop/a.py', '/w/old/a.py'],
    expected: 'suffix /w/src/shop/a.py',
  },
  'a CI machine': {
    traced: '/home/runner/work/s/s/shop/a.py',
    files: ['/w/shop/a.py'],
    expected: 'suffix /w/shop/a.py',
  },
  'a folder copied to the root of a container': {
    traced: '/app/a.py',
    files: ['/w/shop/a.py'],
    expected: 'suffix /w/shop/a.py',
  },
  Windows: { traced: 'D:\\Srv\\Shop\\A.py', files: ['/w/shop/a.py', '/w/old/a.py'], expected: 'suffix /w/shop/a.py' },
  'a share of Windows': {
    traced: '\\\\host\\srv\\shop\\a.py',
    files: ['/w/shop/a.py'],
    expected: 'suffix /w/shop/a.py',
  },
  'POSIX on Windows': {
    traced: '/srv/shop/a.py',
    files: ['C:\\w\\shop\\a.py'],
    folders: ['C:\\w'],
    windows: true,
    expected: 'suffix C:\\w\\shop\\a.py',
  },
  'letters of another case': { traced: '/srv/Shop/A.py', files: ['/w/shop/a.py'], expected: 'none' },
  'two candidates': { traced: '/srv/a.py', files: ['/w/x/a.py', '/w/y/a.py'], expected: '/w/x/a.py | /w/y/a.py' },
  'two folders, one longer end': {
    traced: '/srv/two/shop/a.py',
    files: ['/one/shop/a.py', '/two/shop/a.py'],
    folders: ['/one', '/two'],
    expected: 'suffix /two/shop/a.py',
  },
  'two folders with the same file': {
    traced: 'shop/a.py',
    files: ['/one/shop/a.py', '/two/shop/a.py'],
    folders: ['/one', '/two'],
    expected: '/one/shop/a.py | /two/shop/a.py',
  },
  'a mapping before all else': {
    traced: '/srv/shop/a.py',
    files: ['/srv/shop/a.py', '/w/b/a.py'],
    mappings: { '/srv/shop': '${workspaceFolder}/b' },
    expected: 'mapping /w/b/a.py',
  },
  'a mapping that leads nowhere': {
    traced: '/srv/shop/a.py',
    files: ['/w/shop/a.py'],
    mappings: { '/srv': '/gone' },
    expected: 'suffix /w/shop/a.py',
  },
  nothing: { traced: '/srv/shop/a.py', files: ['/w/shop/b.py'], expected: 'none' },
};

describe('traced paths', () => {
  for (const [name, table] of Object.entries(CASES)) {
    it(`lead from ${name} to ${table.expected}`, async () => assert.equal(await find(table), table.expected));
  }

  it('are mapped by the longest folder first, into every or the named workspace folder', () => {
    const folders = ['/one', '/two'];
    const mappings = { '/srv': 'src', '/srv/shop': '${workspaceFolder:two}', 'C:\\app': '/abs' };
    assert.deepEqual(mappedPaths('/srv/shop/a.py', { mappings, folders }), [
      '/two/a.py',
      '/one/src/shop/a.py',
      '/two/src/shop/a.py',
    ]);
    assert.deepEqual(mappedPaths('c:/APP/x/a.py', { mappings, folders }), ['/abs/x/a.py']);
    assert.deepEqual(mappedPaths('/srvx/a.py', { mappings, folders }), []);
  });
});
