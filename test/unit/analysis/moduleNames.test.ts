import assert from 'node:assert/strict';
import { baseName, moduleOfFile } from '../../../src/analysis/moduleNames.ts';

describe('names of modules that traces leave out', () => {
  const cases: [filename: string, root: string, module: string][] = [
    ['/workspace/shop/http.py', '/workspace', 'shop.http'],
    ['/workspace/http.py', '/workspace/', 'http'],
    ['/srv/app/shop/http.py', '/workspace', 'shop.http'],
    ['/workspace2/shop/http.py', '/workspace', 'shop.http'],
    ['C:\\srv\\shop\\http.py', 'C:\\srv', 'shop.http'],
    ['C:\\srv\\app\\shop\\http.py', 'D:\\work', 'shop.http'],
    ['shop/api/http.py', '/workspace', 'shop.api.http'],
    ['../shop/http.py', '/workspace', 'shop.http'],
    ['../http.py', '/srv/shop/api', 'shop.http'],
    ['../../http.py', '/workspace', 'http'],
    ['./shop/../api/http.py', '/workspace', 'api.http'],
    ['/workspace/x/../shop/http.py', '/workspace', 'shop.http'],
    ['..', '/workspace', 'unknown'],
    ['app.py', '/workspace', 'app'],
    ['<stdin>', '/workspace', '<stdin>'],
    ['', '/workspace', 'unknown'],
    ['unknown', '/workspace', 'unknown'],
  ];
  for (const [filename, root, module] of cases) {
    it(`${filename === '' ? '(no file)' : filename} below ${root} is ${module}`, () => {
      assert.equal(moduleOfFile(filename, root), module);
    });
  }

  it('takes the last part of POSIX and Windows paths', () => {
    assert.equal(baseName('/srv/app/http.py'), 'http.py');
    assert.equal(baseName('C:\\srv\\http.py'), 'http.py');
    assert.equal(baseName('http.py'), 'http.py');
  });
});
