import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { layers } from './scripts/lint/layers.mjs';

const TYPESCRIPT = ['**/*.ts'];

/** These may do what the product may not: handle foreign values as they come, and use odd numbers and characters. */
const TESTS = ['test/**/*.ts', 'bench/**/*.ts'];

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name, so that a thing has one name everywhere.',
};

export { config as default };

const config = defineConfig(
  globalIgnores([
    'assembly/',
    'dist/',
    '.cache/',
    'coverage/',
    'bench/data/',
    'test/fixtures/',
    'test-results/',
    'samples/',
  ]),
  eslint.configs.recommended,
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Allowed where the code knows better than the types; assertions that say nothing new are still found.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Functions that come out of a factory are typed with method syntax and use no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Array elements are typed as always there (hot loops would drown in checks), so this rule would be wrong often.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Figures and their units are joined by narrow no-break spaces.
      'no-irregular-whitespace': ['error', { skipStrings: true, skipTemplates: true }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT],
      'no-unused-vars': 'off',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: { console: false, process: false, require: false, module: false } },
  },
  {
    files: TESTS,
    rules: {
      'no-control-regex': 'off',
      'no-loss-of-precision': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  ...layers,
);
