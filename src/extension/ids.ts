/** Every name that package.json and the code must agree on. */

/** The editor for files named like traces: the default for them. */
export const TRACE_EDITOR = 'pypss.traceEditor';
/** The same editor for any JSON file, offered under "Reopen Editor With…". */
export const ANY_TRACE_EDITOR = 'pypss.traceEditor.any';

export const COMMANDS = {
  analyze: 'pypss.analyze',
  /** The same where no category stands beside the title: in menus. */
  analyzePicked: 'pypss.analyzePicked',
  /** The dashboard of what the code shows. */
  openDashboard: 'pypss.openDashboard',
  openAsText: 'pypss.openAsText',
  exportReport: 'pypss.exportReport',
  showLog: 'pypss.showLog',
  createConfig: 'pypss.createConfig',
  compareWith: 'pypss.compareWith',
  /** Two files selected in the Explorer. */
  compareSelected: 'pypss.compareSelected',
  storeRun: 'pypss.storeRun',
  exportHistory: 'pypss.exportHistory',
  openRun: 'pypss.openRun',
  compareRunWithPrevious: 'pypss.compareRunWithPrevious',
  compareRunWith: 'pypss.compareRunWith',
  setBaseline: 'pypss.setBaseline',
  clearBaseline: 'pypss.clearBaseline',
  noteRun: 'pypss.noteRun',
  deleteRun: 'pypss.deleteRun',
  undoDeleteRun: 'pypss.undoDeleteRun',
  filterHistory: 'pypss.filterHistory',
  clearHistoryFilter: 'pypss.clearHistoryFilter',
  refreshHistory: 'pypss.refreshHistory',
  groupHistoryByDay: 'pypss.groupHistoryByDay',
  groupHistoryByBranch: 'pypss.groupHistoryByBranch',
  /** Lists more runs of a group; only the tree itself runs it. */
  showMoreRuns: 'pypss.showMoreRuns',
  showFunctionDetails: 'pypss.showFunctionDetails',
  chooseScores: 'pypss.chooseScores',
  clearScores: 'pypss.clearScores',
  whyNoScore: 'pypss.whyNoScore',
  chooseSourceFile: 'pypss.chooseSourceFile',
  runPythonFile: 'pypss.runPythonFile',
  /** The same for menus, which show no category and may list the runs of other extensions beside it. */
  runPythonFilePicked: 'pypss.runPythonFilePicked',
  openSample: 'pypss.openSample',
  addMonitor: 'pypss.addMonitor',
  filterHotFunctions: 'pypss.hotFunctions.filter',
  refreshHotFunctions: 'pypss.hotFunctions.refresh',
  startCollector: 'pypss.startCollector',
  /** The same with another icon, in the title of the view. */
  addCollector: 'pypss.addCollector',
  stopCollector: 'pypss.stopCollector',
  editCollector: 'pypss.editCollector',
  removeCollector: 'pypss.removeCollector',
  copyCollectorAddress: 'pypss.copyCollectorAddress',
  saveReceived: 'pypss.saveReceived',
} as const;

/** Commands of rows and code actions, which carry what they are about: not in the palette. */
export const INNER_COMMANDS = {
  openFunction: 'pypss.openFunction',
  ignoreFunction: 'pypss.ignoreFunction',
  openCollector: 'pypss.openCollector',
} as const;

export const SETTINGS = {
  codeLens: 'pypss.codeLens.enabled',
  codeLensParts: 'pypss.codeLens.parts',
  decorations: 'pypss.decorations.enabled',
  gutter: 'pypss.gutter.enabled',
  hovers: 'pypss.hovers.enabled',
  statusBar: 'pypss.statusBar.enabled',
  problems: 'pypss.problems.enabled',
  problemThreshold: 'pypss.problems.threshold',
  ignoredProblems: 'pypss.problems.ignored',
  /** Folders as traces name them, and what they are here. */
  pathMappings: 'pypss.pathMappings',
  /** Whether `pypss` is put on PATH in integrated terminals. */
  addToPath: 'pypss.terminal.addToPath',
  /** Whether every analyzed file becomes a stored run. */
  storeAutomatically: 'pypss.history.storeAutomatically',
  /** Whether a regression is told by a notification. */
  notifyRegressions: 'pypss.history.notifyRegressions',
  /** Megabytes of received traces kept on disk for each collector. */
  keepReceived: 'pypss.collectors.keep',
  pythonPath: 'pypss.pythonPath',
  /** Where the dashboard of a program that runs is opened: `beside`, `active` or `none`. */
  runDashboard: 'pypss.run.dashboard',
  /** Whether runs are stored: `ask`, `always` or `never`. */
  runStoreHistory: 'pypss.run.storeHistory',
  /** What `import pypss` gives a program where PyPSS is installed: `installed` or `bundled`. */
  runRuntime: 'pypss.run.runtime',
} as const;

/** Type of the tasks that run Python programs with their functions recorded. */
export const TASK_TYPE = 'pypss';

/** Views of the activity bar container. */
export const VIEWS = {
  history: 'pypss.history',
  hotFunctions: 'pypss.hotFunctions',
  collectors: 'pypss.collectors',
} as const;

/** Keys that `when` clauses of package.json use. */
export const CONTEXT = {
  /** `empty`, `filtered`, `runs`, `problem` or `no-folder`. */
  historyState: 'pypss.historyState',
  historyGrouping: 'pypss.historyGrouping',
  historyFiltered: 'pypss.historyFiltered',
  /** A run was deleted and can come back. */
  historyUndo: 'pypss.historyUndo',
  /** A report is shown in the code. */
  scoresShown: 'pypss.scoresShown',
  /** A report is shown that can be stored. */
  reportShown: 'pypss.reportShown',
  /** At least one collector runs. */
  collectorsRunning: 'pypss.collectorsRunning',
} as const;

/** Tools for language models. */
export const TOOLS = { report: 'pypss_report', function: 'pypss_function', compare: 'pypss_compare' } as const;

/** Name of the output channel. */
export const LOG_NAME = 'PyPSS';
