import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dependenciesAreCurrent } from '../../../../scripts/toolchain/dependencies.mjs';

type Packages = Record<string, { version?: string; optional?: boolean }>;

describe('installed packages', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pypss-packages-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function project(locked: Packages, installed: Packages | null): void {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
    if (installed === null) return;
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  }

  it('are missing in a fresh clone', () => {
    project({ '': {}, 'node_modules/a': { version: '1.0.0' } }, null);
    assert.equal(dependenciesAreCurrent(root), false);
  });

  it('are current when they have the locked versions', () => {
    project(
      { '': { version: '0.1.0' }, 'node_modules/a': { version: '1.0.0' } },
      { 'node_modules/a': { version: '1.0.0' } },
    );
    assert.equal(dependenciesAreCurrent(root), true);
  });

  it('are out of date when the lock file moved on', () => {
    project({ 'node_modules/a': { version: '1.0.1' } }, { 'node_modules/a': { version: '1.0.0' } });
    assert.equal(dependenciesAreCurrent(root), false);
    project({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } }, null);
    assert.equal(dependenciesAreCurrent(root), false);
  });

  it('may lack what is for other platforms', () => {
    project(
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/win': { version: '1.0.0', optional: true } },
      { 'node_modules/a': { version: '1.0.0' } },
    );
    assert.equal(dependenciesAreCurrent(root), true);
  });
});
