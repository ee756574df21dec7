/** Entry of the suite inside the extension host: runs every test file beside it and writes what came out. */
import { readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { measurementsFile, resultsFile } from './measurements.ts';

/** VS Code calls this; a rejection ends the run with a bad exit code. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidOnly: true });
  const suite = join(__dirname, 'suite');
  const files = readdirSync(suite, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.js'));
  for (const file of files.sort()) mocha.addFile(join(suite, file));
  return new Promise((resolve, reject) => {
    const tests: { title: string; state: string; error?: string }[] = [];
    const runner = mocha.run((failures) => {
      writeFileSync(resultsFile(), JSON.stringify({ tests, measurements: measurements() }));
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), state: 'passed' }));
    runner.on('pending', (test) => tests.push({ title: test.fullTitle(), state: 'pending' }));
    runner.on('fail', (test, error: Error) =>
      tests.push({ title: test.fullTitle(), state: 'failed', error: error.stack ?? error.message }),
    );
  });
}

function measurements(): string[] {
  const file = measurementsFile();
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
