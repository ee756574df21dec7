/** Run as a process of its own: stores runs in the file named first, as many as named second. */
import { HistoryStore } from '../../../src/history/store.ts';
import { PLAIN, smallReport } from './support.ts';

const [file = '', count = '0'] = process.argv.slice(2);
const report = smallReport();
const store = await HistoryStore.open(file, { mode: 'write' });
for (let i = 0; i < Number(count); i++) {
  const { id } = await store.store(report, { ...PLAIN, note: `of ${String(process.pid)}` });
  process.stdout.write(`${String(id)}\n`);
}
await store.close();
