/** The functions of a report by the files that their traces name. */
import { pathParts } from '../../code/sourcePath.ts';
import type { FunctionReport, Report } from '../../protocol/report.ts';
import { OTHER } from '../../score/scopes.ts';

export class ReportIndex {
  readonly report: Report;
  /** Numbers of functions in the report by traced file. */
  readonly byFile = new Map<string, number[]>();
  /** Numbers of functions whose traces carry no file. */
  readonly withoutFile: number[] = [];
  readonly #filesByName = new Map<string, string[]>();

  constructor(report: Report) {
    this.report = report;
    report.functions.forEach(({ name, filename }, i) => {
      if (name === OTHER) return;
      if (filename === null) {
        this.withoutFile.push(i);
        return;
      }
      const known = this.byFile.get(filename);
      if (known !== undefined) {
        known.push(i);
        return;
      }
      this.byFile.set(filename, [i]);
      const base = baseOf(filename);
      const files = this.#filesByName.get(base);
      if (files === undefined) this.#filesByName.set(base, [filename]);
      else files.push(filename);
    });
  }

  /** Traced files of the same base name as a path, in any case of letters. */
  filesNamedLike(path: string): readonly string[] {
    return this.#filesByName.get(baseOf(path)) ?? [];
  }

  /** The number of the function that a place names; -1 if the report has none such. */
  find(name: string, filename: string | null, lineno: number | null): number {
    const numbers = filename === null ? this.withoutFile : (this.byFile.get(filename) ?? []);
    const { functions } = this.report;
    const exact = numbers.find((i) => functions[i].name === name && functions[i].lineno === lineno);
    return exact ?? numbers.find((i) => functions[i].name === name) ?? -1;
  }

  at(number: number): FunctionReport | undefined {
    return this.report.functions[number];
  }
}

function baseOf(path: string): string {
  return (pathParts(path).at(-1) ?? '').toLowerCase();
}
