/** The three shapes in which traces come: as PyPSS, its AutoDumper and its file collector write them. */
export type Shape = 'array' | 'indent' | 'ndjson';

export const SHAPES: readonly Shape[] = ['indent', 'array', 'ndjson'];

export interface Punctuation {
  /** Before the first record, between two, after the last. */
  start: string;
  between: string;
  end: string;
  /** Inside a record. */
  open: string;
  comma: string;
  colon: string;
  close: string;
  /** One value as JSON text, as deep in the document as the values of a record are. */
  value(value: unknown): string;
}

/** `json.dumps` escapes everything beyond ASCII. */
function ascii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export const PUNCTUATION: Record<Shape, Punctuation> = {
  array: {
    start: '[',
    between: ',',
    end: ']',
    open: '{',
    comma: ',',
    colon: ':',
    close: '}',
    value: (value) => JSON.stringify(value),
  },
  indent: {
    start: '{\n  "last_updated": 1765384542.660973,\n  "trace_count": 0,\n  "traces": [\n    ',
    between: ',\n    ',
    end: '\n  ]\n}\n',
    open: '{\n      ',
    comma: ',\n      ',
    colon: ': ',
    close: '\n    }',
    value: (value) => ascii(JSON.stringify(value, null, 2)).replaceAll('\n', '\n      '),
  },
  ndjson: {
    start: '',
    between: '\n',
    end: '\n',
    open: '{',
    comma: ', ',
    colon: ': ',
    close: '}',
    value: (value) =>
      ascii(JSON.stringify(value, null, 1))
        .replace(/,\n\s*/g, ', ')
        .replace(/\n\s*/g, ''),
  },
};
