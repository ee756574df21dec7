/** Reads the file and does nothing with it: what no reader can beat. */
import { closeSync, openSync, readSync } from 'node:fs';

const descriptor = openSync(process.argv[2], 'r');
const block = Buffer.allocUnsafe(1 << 20);
let bytes = 0;
for (let read; (read = readSync(descriptor, block)) > 0;) bytes += read;
closeSync(descriptor);
process.stdout.write(JSON.stringify({ bytes }));
