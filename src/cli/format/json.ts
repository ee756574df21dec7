import type { Report } from '../../protocol/report.ts';

/** Characters that are collected before a piece is handed on. */
const PIECE = 65_536;

/**
 * The report as JSON, piece by piece, so that one of 50,000 functions never stands in memory as a single text. Each
 * key has a line of its own, and so has each entry of a list: it can be read and compared line by line.
 */
export function* jsonReport(report: Report): Generator<string> {
  let piece = '{';
  let separator = '\n  ';
  for (const [key, value] of Object.entries(report) as [string, unknown][]) {
    if (value === undefined) continue;
    piece += `${separator}${JSON.stringify(key)}: `;
    separator = ',\n  ';
    if (!isListOfObjects(value)) {
      piece += JSON.stringify(value);
      continue;
    }
    let open = '[\n    ';
    for (const item of value) {
      piece += open + JSON.stringify(item);
      open = ',\n    ';
      if (piece.length < PIECE) continue;
      yield piece;
      piece = '';
    }
    piece += '\n  ]';
  }
  yield `${piece}\n}\n`;
}

function isListOfObjects(value: unknown): value is object[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null);
}
