/** `JSON.parse` of the whole file, NDJSON line by line, and nothing more than counting the calls. */
import { readFileSync } from 'node:fs';

interface Trace {
  system_metric?: boolean;
}

const [path, shape] = process.argv.slice(2) as [string, string];
const text = readFileSync(path, 'utf8');
let traces = 0;
const count = (trace: Trace): void => {
  if (!trace.system_metric) traces++;
};
if (shape === 'ndjson') {
  for (let start = 0, end; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    count(JSON.parse(text.slice(start, end)) as Trace);
  }
} else {
  const document = JSON.parse(text) as Trace[] | { traces: Trace[] };
  (Array.isArray(document) ? document : document.traces).forEach(count);
}
process.stdout.write(JSON.stringify({ traces }));
