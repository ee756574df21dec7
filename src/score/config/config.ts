import type { MetricKey } from '../../protocol/report.ts';

/** Text, number or list as it may stand inside a table of the configuration. */
export type ConfigValue = string | number | boolean | readonly ConfigValue[] | ConfigTable;

/** A table whose keys are free, e.g. one widget of the dashboard's layout. */
export interface ConfigTable {
  readonly [key: string]: ConfigValue;
}

/**
 * Everything that pypss.toml can say, in the names of this program; `CONFIG_KEYS` maps the file's keys to these fields.
 * Units: seconds, shares 0..1, PSS points 0..100.
 */
export interface Config {
  /** Weights of the five sub-scores, not normalised. */
  readonly weights: Readonly<Record<MetricKey, number>>;
  /** Sensitivity to spread, of durations and of waiting times. */
  readonly alpha: number;
  /** Sensitivity to the latency tail. */
  readonly beta: number;
  /** Sensitivity to memory. */
  readonly gamma: number;
  /** Sensitivity to errors. */
  readonly delta: number;
  /** Peak over median memory from which a spike costs extra. */
  readonly memSpikeThresholdRatio: number;
  /** Error rate from which a spike costs extra. */
  readonly errorSpikeThreshold: number;
  /** Length of a run of errors from which it costs extra. */
  readonly consecutiveErrorThreshold: number;
  /** Mean waiting time in seconds from which waiting is scored at all. */
  readonly concurrencyWaitThreshold: number;
  readonly score: {
    /** Index of the tail percentile counted from 0: 94 is the 95th. */
    readonly latencyTailPercentile: number;
    /** Bytes added to the median memory. */
    readonly memoryEpsilon: number;
    readonly errorVmrMultiplier: number;
    readonly errorSpikeImpactMultiplier: number;
    readonly consecutiveErrorDecayMultiplier: number;
  };
  readonly advisor: {
    readonly thresholdExcellent: number;
    readonly thresholdGood: number;
    readonly thresholdWarning: number;
    readonly metricScoreCritical: number;
    readonly metricScoreWarning: number;
    readonly errorCritical: number;
    readonly errorWarning: number;
    readonly entropyThreshold: number;
  };
  readonly ui: {
    readonly title: string;
    readonly port: number;
    readonly theme: {
      readonly primary: string;
      readonly secondary: string;
      readonly accent: string;
      readonly positive: string;
      readonly negative: string;
      readonly info: string;
      readonly warning: string;
    };
  };
  readonly dashboard: {
    readonly criticalPssThreshold: number;
    readonly warningErrorRate: number;
    readonly layout: readonly ConfigTable[];
  };
  readonly default: { readonly traceFile: string; readonly htmlReportTitle: string };
  readonly history: {
    readonly storageBackend: string;
    readonly storageUri: string;
    readonly storageMode: string;
    /** Points below the recent mean from which a run is a regression. */
    readonly regressionThresholdDrop: number;
    readonly regressionHistoryLimit: number;
    /** Days after which a stored run is deleted; 0 keeps all. */
    readonly retentionDays: number;
  };
  readonly sampling: {
    readonly sampleRate: number;
    readonly maxTraces: number;
    readonly errorSampleRate: number;
    readonly contextRules: readonly ConfigTable[];
  };
  readonly collector: { readonly maxTracesShardingThreshold: number; readonly shardCount: number };
  readonly background: { readonly dumpInterval: number; readonly archiveDir: string };
  readonly discovery: {
    readonly fileExtension: string;
    readonly ignoreFuncsPrefix: string;
    /** Name of the module of traces that carry neither module nor file name. */
    readonly unknownModuleName: string;
    readonly ignoreModules: readonly string[];
    readonly ignoreDirs: readonly string[];
  };
  readonly adaptiveSampler: {
    readonly minInterval: number;
    readonly lagThreshold: number;
    readonly churnThreshold: number;
    readonly errorThreshold: number;
    readonly increaseStep: number;
    readonly decreaseStep: number;
    readonly maxRate: number;
    readonly minRate: number;
    readonly mode: string;
    readonly highQpsThreshold: number;
    readonly lowNoiseSampleRate: number;
  };
  readonly plugins: {
    readonly modules: readonly string[];
    /** Weight by code of the custom metric. */
    readonly weights: Readonly<Record<string, number>>;
    readonly threadStarvationSensitivity: number;
  };
  readonly alerts: {
    readonly enabled: boolean;
    readonly slackWebhook: string;
    readonly teamsWebhook: string;
    readonly genericWebhook: string;
    readonly alertmanagerUrl: string;
    readonly cooldownSeconds: number;
    /** Sub-scores below which an alert fires. */
    readonly thresholds: Readonly<Record<MetricKey, number>>;
    readonly rules: readonly ConfigTable[];
  };
  readonly header: { readonly pssLatency: string; readonly pssWait: string };
  readonly integration: {
    readonly celeryTracePrefix: string;
    readonly flaskTracePrefix: string;
    readonly flaskHeaderLatency: string;
    readonly flaskHeaderWait: string;
    readonly rqTracePrefix: string;
    readonly pytestTracePrefix: string;
    readonly otelMetricPrefix: string;
    readonly otelMeterName: string;
    readonly otelMeterVersion: string;
  };
  readonly llm: {
    readonly openaiModel: string;
    readonly ollamaUrl: string;
    readonly ollamaModel: string;
    readonly maxTokens: number;
  };
}

/** What holds where no file says otherwise; frozen all through. */
export const DEFAULT_CONFIG: Config = freezeAll({
  weights: { ts: 0.3, ms: 0.2, ev: 0.2, be: 0.15, cc: 0.15 },
  alpha: 2,
  beta: 1,
  gamma: 2,
  delta: 1,
  memSpikeThresholdRatio: 1.5,
  errorSpikeThreshold: 0.1,
  consecutiveErrorThreshold: 3,
  concurrencyWaitThreshold: 0.001,
  score: {
    latencyTailPercentile: 94,
    memoryEpsilon: 1e-9,
    errorVmrMultiplier: 0.5,
    errorSpikeImpactMultiplier: 0.5,
    consecutiveErrorDecayMultiplier: 2,
  },
  advisor: {
    thresholdExcellent: 90,
    thresholdGood: 75,
    thresholdWarning: 50,
    metricScoreCritical: 0.6,
    metricScoreWarning: 0.85,
    errorCritical: 0.7,
    errorWarning: 0.9,
    entropyThreshold: 0.8,
  },
  ui: {
    title: 'PyPSS | Reliability Platform',
    port: 8080,
    theme: {
      primary: '#4285F4',
      secondary: '#607D8B',
      accent: '#34A853',
      positive: '#34A853',
      negative: '#EA4335',
      info: '#FBBC04',
      warning: '#FBBC04',
    },
  },
  dashboard: {
    criticalPssThreshold: 60,
    warningErrorRate: 0.05,
    layout: [
      { tab: 'Overview', type: 'pss_gauge', span: 3 },
      { tab: 'Overview', type: 'total_traces_kpi', span: 3 },
      { tab: 'Overview', type: 'error_rate_kpi', span: 3 },
      { tab: 'Overview', type: 'avg_latency_kpi', span: 3 },
      { tab: 'Overview', type: 'metric_breakdown', span: 4 },
      { tab: 'Overview', type: 'ai_advisor', span: 8 },
      { tab: 'Overview', type: 'historical_trend', span: 6 },
      { tab: 'Overview', type: 'module_table', span: 6 },
      { tab: 'Metrics', type: 'metrics_stability_trends', span: 12 },
      { tab: 'Diagnostics', type: 'error_heatmap', span: 6 },
      { tab: 'Diagnostics', type: 'entropy_heatmap', span: 6 },
      { tab: 'Performance', type: 'latency_percentiles_chart', span: 12 },
      { tab: 'Performance', type: 'concurrency_distribution', span: 12 },
    ],
  },
  default: { traceFile: 'pypss_output/traces.json', htmlReportTitle: 'PyPSS Stability Report' },
  history: {
    storageBackend: 'sqlite',
    storageUri: 'pypss_history.db',
    storageMode: '',
    regressionThresholdDrop: 10,
    regressionHistoryLimit: 5,
    retentionDays: 90,
  },
  sampling: { sampleRate: 1, maxTraces: 10_000, errorSampleRate: 1, contextRules: [] },
  collector: { maxTracesShardingThreshold: 1000, shardCount: 16 },
  background: { dumpInterval: 60, archiveDir: 'archive' },
  discovery: {
    fileExtension: '.py',
    ignoreFuncsPrefix: '_',
    unknownModuleName: 'unknown',
    ignoreModules: ['pypss'],
    ignoreDirs: [
      '.venv',
      'venv',
      'tests',
      'test',
      '__pycache__',
      '.git',
      'build',
      'dist',
      'docs',
      'examples',
      'scripts',
      'notebooks',
      '.vscode',
      '.idea',
    ],
  },
  adaptiveSampler: {
    minInterval: 5,
    lagThreshold: 0.05,
    churnThreshold: 20,
    errorThreshold: 0.1,
    increaseStep: 0.1,
    decreaseStep: 0.05,
    maxRate: 1,
    minRate: 0.01,
    mode: 'balanced',
    highQpsThreshold: 1000,
    lowNoiseSampleRate: 0.01,
  },
  plugins: { modules: [], weights: {}, threadStarvationSensitivity: 100 },
  alerts: {
    enabled: false,
    slackWebhook: '',
    teamsWebhook: '',
    genericWebhook: '',
    alertmanagerUrl: '',
    cooldownSeconds: 3600,
    thresholds: { ts: 0.7, ms: 0.7, ev: 0.8, be: 0.7, cc: 0.7 },
    rules: [],
  },
  header: { pssLatency: 'X-PSS-Latency', pssWait: 'X-PSS-Wait' },
  integration: {
    celeryTracePrefix: 'celery:',
    flaskTracePrefix: 'flask:',
    flaskHeaderLatency: 'X-PSS-Latency',
    flaskHeaderWait: 'X-PSS-Wait',
    rqTracePrefix: 'rq:',
    pytestTracePrefix: 'test::',
    otelMetricPrefix: 'pypss.',
    otelMeterName: 'pypss',
    otelMeterVersion: '0.1.0',
  },
  llm: {
    openaiModel: 'gpt-4o',
    ollamaUrl: 'http://localhost:11434/api/generate',
    ollamaModel: 'llama3',
    maxTokens: 1000,
  },
});

function freezeAll<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freezeAll(part as object);
  return Object.freeze(value);
}
