// Preloaded into every measured process: leaves its peak resident memory (bytes) in the file that PYPSS_BENCH_PEAK names.
// Plain JavaScript, so that nothing has to be compiled inside the measured time.
import { readFileSync, writeFileSync } from 'node:fs';

const target = process.env.PYPSS_BENCH_PEAK;

function peak() {
  try {
    // Unlike getrusage, this does not count what the parent held when it forked.
    const line = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'));
    if (line) return Number(line[1]) * 1024;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return process.resourceUsage().maxRSS * 1024;
}

if (target) process.on('exit', () => writeFileSync(target, String(peak())));
