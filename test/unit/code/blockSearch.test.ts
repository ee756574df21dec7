import assert from 'node:assert/strict';
import { findMonitorBlocks } from '../../../src/code/blockSearch.ts';

describe('block search', () => {
  it('finds a block by its name, with line and column', () => {
    const text = 'import pypss\n\ndef run():\n    with pypss.monitor_block("load"):\n        pass\n';
    assert.deepEqual(findMonitorBlocks(text, 'load'), [{ line: 3, column: 15 }]);
  });

  it('takes either quote, a keyword and white space', () => {
    const text =
      "with monitor_block( name = 'a b' , module_name='m'):\n    pass\nwith monitor_block(\n  \"a b\"):\n    pass\n";
    assert.deepEqual(
      findMonitorBlocks(text, 'a b').map((place) => place.line),
      [0, 2],
    );
  });

  it('finds the asynchronous form', () => {
    assert.deepEqual(findMonitorBlocks('async with monitor_async("load"):\n    pass\n', 'load'), [
      { line: 0, column: 11 },
    ]);
  });

  it('takes no longer or shorter name, and no mixed quotes', () => {
    const text = `monitor_block("load_all")\nmonitor_block("loa")\nmonitor_block("load')\nmy_monitor_block("load")\n`;
    assert.deepEqual(findMonitorBlocks(text, 'load'), []);
  });

  it('takes the name literally', () => {
    assert.equal(findMonitorBlocks('monitor_block("aXb")', 'a.b').length, 0);
    assert.equal(findMonitorBlocks('monitor_block("a.b(c)")', 'a.b(c)').length, 1);
  });
});
