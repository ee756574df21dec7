import assert from 'node:assert/strict';
import { commonSuffix, isLocalAbsolute, longestSuffixMatches, pathParts } from '../../../src/code/sourcePath.ts';

const itself = (path: string) => path;

describe('source paths', () => {
  it('splits slashes of either kind and drops empty and dot parts', () => {
    assert.deepEqual(pathParts('C:\\app\\shop//http.py'), ['C:', 'app', 'shop', 'http.py']);
    assert.deepEqual(pathParts('./shop/./http.py'), ['shop', 'http.py']);
  });

  it('counts the parts shared at the end', () => {
    assert.equal(commonSuffix(['a', 'shop', 'http.py'], ['b', 'shop', 'http.py']), 2);
    assert.equal(commonSuffix(['http.py'], ['b', 'shop', 'http.py']), 1);
    assert.equal(commonSuffix([], ['http.py']), 0);
  });

  it('prefers the candidate with the longest shared end', () => {
    const here = ['/ws/shop/http.py', '/ws/other/http.py', '/ws/vendor/shop/http.pyi'];
    assert.deepEqual(longestSuffixMatches('/srv/app/shop/http.py', here, itself), ['/ws/shop/http.py']);
  });

  it('returns all candidates that match equally well', () => {
    const here = ['/ws/a/shop/http.py', '/ws/b/shop/http.py', '/ws/http.py'];
    assert.deepEqual(longestSuffixMatches('D:\\srv\\shop\\http.py', here, itself), here.slice(0, 2));
  });

  it('returns none when the file name differs', () => {
    assert.deepEqual(longestSuffixMatches('/srv/shop/http.py', ['/srv/shop/https.py'], itself), []);
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
