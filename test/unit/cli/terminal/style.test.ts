import assert from 'node:assert/strict';
import { lineWidth, wantsColour } from '../../../../src/cli/terminal/style.ts';

const TTY = { isTTY: true };
const PIPE = {};

describe('colour', () => {
  it('is for terminals', () => {
    assert.equal(wantsColour(TTY, {}), true);
    assert.equal(wantsColour(PIPE, {}), false);
    assert.equal(wantsColour(TTY, { TERM: 'dumb' }), false);
  });

  it('is switched off by NO_COLOR, even if forced', () => {
    assert.equal(wantsColour(TTY, { NO_COLOR: '1' }), false);
    assert.equal(wantsColour(TTY, { NO_COLOR: '1', FORCE_COLOR: '1' }), false);
    assert.equal(wantsColour(TTY, { NO_COLOR: '' }), true);
  });

  it('is switched on by FORCE_COLOR', () => {
    assert.equal(wantsColour(PIPE, { FORCE_COLOR: '1' }), true);
    assert.equal(wantsColour(PIPE, { FORCE_COLOR: '' }), true);
    assert.equal(wantsColour(PIPE, { FORCE_COLOR: '0' }), false);
  });
});

describe('the width of a line', () => {
  it('is the terminal’s within reason, else 80', () => {
    assert.equal(lineWidth({}), 80);
    assert.equal(lineWidth({ columns: 0 }), 80);
    assert.equal(lineWidth({ columns: 100 }), 100);
    assert.equal(lineWidth({ columns: 5 }), 40);
    assert.equal(lineWidth({ columns: 500 }), 160);
  });
});
