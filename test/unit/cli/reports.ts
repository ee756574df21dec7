import type { Report } from '../../../src/protocol/report.ts';
import type { ReportFrame } from '../../../src/analysis/report/report.ts';
import { accumulate, random, reportOf, type Call } from '../analysis/feed.ts';

/** Text that tries to act: on a terminal, in a table, in markup, on people. */
export const HOSTILE =
  '\x1b[2J\x1b]0;owned\x07|a`b`<script>alert(1)</script>&amp; @octocat #1 [x](http://e.x) \u202egnp.exe\n# heading\r\0*b* __c__ "q" \'s\' ]]> --> \ud800';

function call(module: string, name: string, extra: Call): Call {
  return { module, name, filename: `/srv/${module.replaceAll('.', '/')}.py`, lineno: 7, memory: 1e8, ...extra };
}

/** A small service: steady pages, and payments that fail in a row. */
export function shopReport(frame: Partial<ReportFrame> = {}): Report {
  const dice = random(7);
  const calls: Call[] = [];
  for (let i = 0; i < 400; i++) {
    const timestamp = 1_700_000_000 + i;
    calls.push(call('shop.http', 'render_page', { duration: 0.01 + 0.001 * dice(), timestamp }));
    const failed = i >= 200 && i < 220;
    calls.push(
      call('shop.payments', 'charge_card', {
        duration: failed ? 0.5 : 0.02,
        wait_time: failed ? 0.45 : 0.001,
        error: failed,
        timestamp,
        ...(failed ? { exception_type: 'ConnectionError', exception_message: 'gateway timeout' } : {}),
      }),
    );
  }
  return reportOf(accumulate(calls), frame);
}

/** The same trouble everywhere that a trace can carry text. */
export function hostileReport(): Report {
  const calls: Call[] = [];
  for (let i = 0; i < 60; i++) {
    calls.push({
      module: `${HOSTILE}${String(i % 3)}`,
      name: HOSTILE,
      filename: `/srv/${HOSTILE}.py`,
      lineno: 3,
      branch_tag: `${HOSTILE}${String(i % 2)}`,
      exception_type: HOSTILE,
      exception_message: HOSTILE,
      duration: i % 5 === 0 ? 2 : 0.01,
      error: i % 5 === 0,
      timestamp: 1_700_000_000 + i,
    });
  }
  const source = { path: `${HOSTILE}.json`, bytes: 10, format: 'array', compression: null } as const;
  return reportOf(accumulate(calls), { source, warnings: [HOSTILE], damage: { offset: 12, reason: HOSTILE } });
}

export function emptyReport(): Report {
  return reportOf(accumulate([]));
}

/** Many modules and functions, to see what is bounded. */
export function wideReport(modules: number): Report {
  const calls: Call[] = [];
  for (let i = 0; i < modules; i++) {
    const module = `service_${String(i).padStart(5, '0')}.handlers`;
    calls.push(call(module, `handle_${String(i)}`, { duration: 0.01 * (1 + (i % 7)), timestamp: 1_700_000_000 + i }));
  }
  return reportOf(accumulate(calls));
}
