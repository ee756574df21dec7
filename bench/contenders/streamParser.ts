/** @streamparser/json, handing out one record after the other; the calls are only counted. */
import { closeSync, openSync, readSync } from 'node:fs';
import { JSONParser } from '@streamparser/json';

const [path, shape] = process.argv.slice(2) as [string, string];
const paths = { array: ['$.*'], indent: ['$.traces.*'], ndjson: ['$'] }[shape]!;
const parser = new JSONParser({ paths, keepStack: false, ...(shape === 'ndjson' ? { separator: '\n' } : {}) });
let traces = 0;
parser.onValue = ({ value }) => {
  if (!(value as { system_metric?: boolean }).system_metric) traces++;
};
const descriptor = openSync(path, 'r');
const block = Buffer.allocUnsafe(1 << 18);
for (let read; (read = readSync(descriptor, block)) > 0;) parser.write(block.subarray(0, read));
closeSync(descriptor);
process.stdout.write(JSON.stringify({ traces }));
