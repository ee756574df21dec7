/** Every name that package.json and the code must agree on. */

/** The editor for files named like traces: the default for them. */
export const TRACE_EDITOR = 'pypss.traceEditor';
/** The same editor for any JSON file, offered under "Reopen Editor With…". */
export const ANY_TRACE_EDITOR = 'pypss.traceEditor.any';

export const COMMANDS = {
  analyze: 'pypss.analyze',
  /** The same where no category stands beside the title: in menus. */
  analyzePicked: 'pypss.analyzePicked',
  openAsText: 'pypss.openAsText',
  exportReport: 'pypss.exportReport',
  showLog: 'pypss.showLog',
} as const;

export const SETTINGS = {
  /** Whether `pypss` is put on PATH in integrated terminals. */
  addToPath: 'pypss.terminal.addToPath',
} as const;

/** Name of the output channel. */
export const LOG_NAME = 'PyPSS';
