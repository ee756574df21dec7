import assert from 'node:assert/strict';
import { isLocalAbsolute, pathParts } from '../../../src/code/sourcePath.ts';

describe('source paths', () => {
  it('splits slashes of either kind and drops empty and dot parts', () => {
    assert.deepEqual(pathParts('C:\\app\\shop//http.py'), ['C:', 'app', 'shop', 'http.py']);
    assert.deepEqual(pathParts('./shop/./http.py'), ['shop', 'http.py']);
  });

  it('takes no network share for a local file', () => {
    assert.equal(isLocalAbsolute('/srv/app.py', false), true);
    assert.equal(isLocalAbsolute('//host/share/app.py', false), false);
    assert.equal(isLocalAbsolute('shop/app.py', false), false);
    assert.equal(isLocalAbsolute('C:\\srv\\app.py', true), true);
    assert.equal(isLocalAbsolute('\\\\host\\share\\app.py', true), false);
    assert.equal(isLocalAbsolute('/srv/app.py', true), false);
  });
});
