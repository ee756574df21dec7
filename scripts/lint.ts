/** `npm run lint`: types, rules, format. All three report, also when the first finds something. */
import { checkCode } from './suites/lint.ts';

if (!(await checkCode())) process.exitCode = 1;
