/** A Python with pytest, for the tests of the plugin. */
import { spawnSync } from 'node:child_process';
import { installFromDebian } from './debianPackages.ts';

/** Every Python found here that is new enough and has pytest; the system's own first. PYPSS_PYTEST_PYTHON names another. */
export function findPytestPythons(): string[] {
  const own = process.env['PYPSS_PYTEST_PYTHON'];
  if (own !== undefined && own !== '') return [own];
  const program = 'import sys, pytest; sys.exit(sys.version_info < (3, 11))';
  const found = ['/usr/bin/python3', 'python3'].filter(
    (python) => spawnSync(python, ['-c', program], { stdio: 'ignore' }).status === 0,
  );
  return [...new Set(found)];
}

/** Installs pytest where it is missing, as root on Debian. @returns what is still missing and what to do, one line each */
export function preparePytest(): string[] {
  if (findPytestPythons().length > 0) return [];
  installFromDebian('pytest', ['python3-pytest']);
  if (findPytestPythons().length > 0) return [];
  return ['No Python with pytest found: sudo apt-get install python3-pytest, or set PYPSS_PYTEST_PYTHON.'];
}
