/** Mocha's usual output, and the numbers into the file named by PYPSS_TEST_COUNTS. */
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    runner.on('fail', (test, error) => {
      failed.push({ title: test.titlePath().join(' › '), error: String(error.stack ?? error) });
    });
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(
        process.env['PYPSS_TEST_COUNTS'],
        JSON.stringify({ passed: passes, failed: failures, skipped: pending, failures: failed }),
      );
    });
  }
}

module.exports = CountingReporter;
