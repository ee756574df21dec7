import { basename } from 'node:path';
import type { CallSite } from './callSite.ts';
import { moduleOf } from './moduleName.ts';
import type { Rates } from './sampling.ts';

/** What may be said of a function or a block when it is monitored. */
export interface MonitorOptions {
  /** Which branch of the program's logic its calls are; feeds branching entropy. */
  readonly branchTag?: string | undefined;
  /** The module it is reported under instead of the dotted path of its file. */
  readonly module?: string | undefined;
}

/** What is measured, and where its source stands. */
export class Place {
  name: string;
  readonly filename: string;
  readonly lineno: number;
  readonly module: string;
  readonly branchTag: string | null;
  /** Shares of calls that are recorded; looked up at the first call after each change of settings. */
  rates: Rates | null = null;
  /** The key of a method whose class is not known yet. */
  method: string | null = null;

  /** @param name empty: the file and line stand for it, as in reports */
  constructor(name: string, site: CallSite, options: MonitorOptions) {
    this.name = name === '' ? `${basename(site.filename)}:${site.lineno}` : name;
    this.filename = site.filename;
    this.lineno = site.lineno;
    this.module = options.module ?? moduleOf(site.filename);
    this.branchTag = options.branchTag ?? null;
  }
}
