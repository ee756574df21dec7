import assert from 'node:assert/strict';
import path from 'node:path';
import { historyPath } from '../../../src/history/historyPath.ts';
import { DEFAULT_CONFIG, type Config } from '../../../src/score/config/config.ts';

const at = (storageUri: string): Config => ({ ...DEFAULT_CONFIG, history: { ...DEFAULT_CONFIG.history, storageUri } });

describe('the path of the history', () => {
  const root = path.resolve('/work space');

  it('is relative to the folder of the configuration, else to the root', () => {
    assert.equal(historyPath(DEFAULT_CONFIG, null, root), path.join(root, 'pypss_history.db'));
    assert.equal(
      historyPath(at('db/runs.db'), path.join(root, 'svc', 'pypss.toml'), root),
      path.join(root, 'svc', 'db', 'runs.db'),
    );
    assert.equal(historyPath(at('../runs.db'), 'svc/pypss.toml', root), path.join(root, 'runs.db'));
  });

  it('may be absolute', () => {
    const absolute = path.resolve('/var/runs.db');
    assert.equal(historyPath(at(absolute), path.join(root, 'pypss.toml'), root), absolute);
  });
});
