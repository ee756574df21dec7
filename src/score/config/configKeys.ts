import type { Config } from './config.ts';

/** Paths of the settings in `Config`, e.g. `score.memoryEpsilon`. */
export type ConfigField = LeafPath<Config>;

type LeafPath<T> = {
  [K in keyof T & string]: T[K] extends string | number | boolean | readonly unknown[]
    ? K
    : string extends keyof T[K]
      ? K
      : `${K}.${LeafPath<T[K]>}`;
}[keyof T & string];

/**
 * What a value must be. `numbers` is a table of numbers under free names, `tables` a list of tables, `any` a table
 * whose content is not looked at.
 */
export type ConfigValueKind =
  | { readonly kind: 'number' | 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'text'; readonly oneOf?: readonly string[] }
  | { readonly kind: 'colour' | 'boolean' | 'texts' | 'tables' | 'any' }
  | { readonly kind: 'numbers'; readonly min: number; readonly max: number };

/**
 * Who acts on a key: the scores and the advice, what is shown, the store of runs, the runtime inside the measured
 * program, or nobody here (`none`: PyPSS knows it, this program accepts it and says that nothing follows from it).
 */
export type ConfigUse = 'analysis' | 'view' | 'history' | 'runtime' | 'none';

export interface ConfigKey {
  /** Path below `[pypss]`, dots between tables. Joined by `_` it is the flat name, which works as well. */
  readonly key: string;
  /** Other paths under which the documentation of PyPSS promises the key. */
  readonly also: readonly string[];
  /** Where the value goes; null for keys without a value of their own here. */
  readonly field: ConfigField | null;
  readonly value: ConfigValueKind;
  readonly use: ConfigUse;
  readonly about: string;
}

const share: ConfigValueKind = { kind: 'number', min: 0, max: 1 };
const points: ConfigValueKind = { kind: 'number', min: 0, max: 100 };
const positive: ConfigValueKind = { kind: 'number', min: 0, max: Infinity };
const count: ConfigValueKind = { kind: 'integer', min: 0, max: Infinity };
const text: ConfigValueKind = { kind: 'text' };
const texts: ConfigValueKind = { kind: 'texts' };
const tables: ConfigValueKind = { kind: 'tables' };
const colour: ConfigValueKind = { kind: 'colour' };

/** Every key of the configuration, in the order in which people read about them. */
// prettier-ignore
export const CONFIG_KEYS: readonly ConfigKey[] = [
  at('w_ts', 'weights.ts', positive, 'analysis', 'Weight of timing stability'),
  at('w_ms', 'weights.ms', positive, 'analysis', 'Weight of memory stability'),
  at('w_ev', 'weights.ev', positive, 'analysis', 'Weight of error volatility'),
  at('w_be', 'weights.be', positive, 'analysis', 'Weight of branching entropy'),
  at('w_cc', 'weights.cc', positive, 'analysis', 'Weight of concurrency chaos'),
  at('alpha', 'alpha', positive, 'analysis', 'Sensitivity to the spread of durations and waiting times'),
  at('beta', 'beta', positive, 'analysis', 'Sensitivity to the latency tail'),
  at('gamma', 'gamma', positive, 'analysis', 'Sensitivity to memory changes'),
  at('delta', 'delta', positive, 'analysis', 'Sensitivity to errors'),
  at('mem_spike_threshold_ratio', 'memSpikeThresholdRatio', positive, 'analysis', 'Peak over median memory from which a spike costs extra'),
  at('error_spike_threshold', 'errorSpikeThreshold', share, 'analysis', 'Error rate above which a spike costs extra', ['score.error_spike_threshold']),
  at('consecutive_error_threshold', 'consecutiveErrorThreshold', count, 'analysis', 'Errors in a row from which a run costs extra', ['score.consecutive_error_threshold']),
  at('concurrency_wait_threshold', 'concurrencyWaitThreshold', positive, 'analysis', 'Mean waiting time in seconds above which waiting is scored'),
  at('score.latency_tail_percentile', 'score.latencyTailPercentile', { kind: 'integer', min: 0, max: 98 }, 'analysis', 'Tail percentile counted from 0: 94 is the 95th'),
  at('score.memory_epsilon', 'score.memoryEpsilon', positive, 'analysis', 'Bytes added to the median memory'),
  at('score.error_vmr_multiplier', 'score.errorVmrMultiplier', positive, 'analysis', 'Share of the error variance in error volatility'),
  at('score.error_spike_impact_multiplier', 'score.errorSpikeImpactMultiplier', positive, 'analysis', 'What an error spike costs'),
  at('score.consecutive_error_decay_multiplier', 'score.consecutiveErrorDecayMultiplier', positive, 'analysis', 'What each further error in a row costs'),

  at('advisor.threshold_excellent', 'advisor.thresholdExcellent', points, 'analysis', 'Score from which the verdict is excellent'),
  at('advisor.threshold_good', 'advisor.thresholdGood', points, 'analysis', 'Score from which the verdict is good'),
  at('advisor.threshold_warning', 'advisor.thresholdWarning', points, 'analysis', 'Score below which the verdict is critical'),
  at('advisor.metric_score_critical', 'advisor.metricScoreCritical', share, 'analysis', 'Sub-score below which advice is critical'),
  at('advisor.metric_score_warning', 'advisor.metricScoreWarning', share, 'analysis', 'Sub-score below which advice is given'),
  at('advisor.error_critical', 'advisor.errorCritical', share, 'analysis', 'Error volatility below which advice is critical'),
  at('advisor.error_warning', 'advisor.errorWarning', share, 'analysis', 'Error volatility below which advice is given'),
  at('advisor.entropy_threshold', 'advisor.entropyThreshold', share, 'analysis', 'Branching entropy score below which advice is given'),

  at('ui.title', 'ui.title', text, 'view', 'Title of the dashboard'),
  at('ui.port', 'ui.port', { kind: 'integer', min: 0, max: 65_535 }, 'view', 'Port of the dashboard in a browser; 0 takes any free one'),
  at('ui.theme.primary', 'ui.theme.primary', colour, 'view', 'Main colour'),
  at('ui.theme.secondary', 'ui.theme.secondary', colour, 'view', 'Second colour'),
  at('ui.theme.accent', 'ui.theme.accent', colour, 'view', 'Accent colour'),
  at('ui.theme.positive', 'ui.theme.positive', colour, 'view', 'Colour of what is good'),
  at('ui.theme.negative', 'ui.theme.negative', colour, 'view', 'Colour of what is bad'),
  at('ui.theme.info', 'ui.theme.info', colour, 'view', 'Colour of notes'),
  at('ui.theme.warning', 'ui.theme.warning', colour, 'view', 'Colour of warnings'),
  at('dashboard.critical_pss_threshold', 'dashboard.criticalPssThreshold', points, 'view', 'Score below which the dashboard shows an alarm'),
  at('dashboard.warning_error_rate', 'dashboard.warningErrorRate', share, 'view', 'Error rate above which the dashboard warns'),
  at('dashboard.layout', 'dashboard.layout', tables, 'view', 'Widgets of the dashboard, in order'),
  at('default.trace_file', 'default.traceFile', text, 'view', 'Trace file that is opened when none is named'),
  at('default.html_report_title', 'default.htmlReportTitle', text, 'view', 'Title of the HTML report'),

  at('storage_backend', 'history.storageBackend', { kind: 'text', oneOf: ['sqlite', 'prometheus'] }, 'history', 'Where runs are stored; only sqlite is acted on'),
  at('storage_uri', 'history.storageUri', text, 'history', 'File in which runs are stored'),
  at('storage_mode', 'history.storageMode', text, 'none', 'Promised by the documentation of PyPSS, without effect there'),
  at('regression_threshold_drop', 'history.regressionThresholdDrop', positive, 'history', 'Points below the recent mean from which a run is a regression'),
  at('regression_history_limit', 'history.regressionHistoryLimit', count, 'history', 'Number of recent runs a new one is compared with'),
  at('retention_days', 'history.retentionDays', count, 'history', 'Days after which a stored run is deleted; 0 keeps all'),

  at('sample_rate', 'sampling.sampleRate', share, 'runtime', 'Share of calls that is traced'),
  at('max_traces', 'sampling.maxTraces', count, 'runtime', 'Most traces kept in memory'),
  at('error_sample_rate', 'sampling.errorSampleRate', share, 'runtime', 'Share of failing calls that is traced'),
  at('context_sampling_rules', 'sampling.contextRules', tables, 'runtime', 'Sampling by name or module: pattern, strategy, sample_rate'),
  at('collector.max_traces_sharding_threshold', 'collector.maxTracesShardingThreshold', count, 'runtime', 'Size from which the buffer of traces is split'),
  at('collector.shard_count', 'collector.shardCount', count, 'runtime', 'Parts of a split buffer'),
  at('background.dump_interval', 'background.dumpInterval', positive, 'runtime', 'Seconds between two writes of the trace file'),
  at('background.archive_dir', 'background.archiveDir', text, 'runtime', 'Folder for rotated trace files'),
  at('discovery.file_extension', 'discovery.fileExtension', text, 'runtime', 'Ending of the files that are searched for functions'),
  at('discovery.ignore_funcs_prefix', 'discovery.ignoreFuncsPrefix', text, 'runtime', 'Functions that start with this are left out'),
  at('discovery.unknown_module_name', 'discovery.unknownModuleName', text, 'analysis', 'Name for traces without module and file name'),
  at('discovery.ignore_modules', 'discovery.ignoreModules', texts, 'runtime', 'Modules that are left out'),
  at('discovery.ignore_dirs', 'discovery.ignoreDirs', texts, 'runtime', 'Folders that are left out'),

  ...samplerKeys(),
  at('plugins', 'plugins.modules', texts, 'none', 'Python modules with custom metrics'),
  at('custom_metric_weights', 'plugins.weights', { kind: 'numbers', min: 0, max: Infinity }, 'none', 'Weight by code of the custom metric'),
  at('thread_starvation_sensitivity', 'plugins.threadStarvationSensitivity', positive, 'none', 'Sensitivity of the custom metric STARVE'),
  ...alertKeys(),
  at('header.pss.latency', 'header.pssLatency', text, 'none', 'Response header with the latency'),
  at('header.pss.wait', 'header.pssWait', text, 'none', 'Response header with the waiting time'),
  at('integration.celery.trace_prefix', 'integration.celeryTracePrefix', text, 'none', 'Prefix of trace names from Celery'),
  at('integration.flask.trace_prefix', 'integration.flaskTracePrefix', text, 'none', 'Prefix of trace names from Flask'),
  at('integration.flask.header_latency', 'integration.flaskHeaderLatency', text, 'none', 'Flask response header with the latency'),
  at('integration.flask.header_wait', 'integration.flaskHeaderWait', text, 'none', 'Flask response header with the waiting time'),
  at('integration.rq.trace_prefix', 'integration.rqTracePrefix', text, 'none', 'Prefix of trace names from RQ'),
  at('integration.pytest.trace_prefix', 'integration.pytestTracePrefix', text, 'none', 'Prefix of trace names from pytest'),
  at('integration.otel.metric_prefix', 'integration.otelMetricPrefix', text, 'none', 'Prefix of OpenTelemetry metrics'),
  at('integration.otel.meter_name', 'integration.otelMeterName', text, 'none', 'Name of the OpenTelemetry meter'),
  at('integration.otel.meter_version', 'integration.otelMeterVersion', text, 'none', 'Version of the OpenTelemetry meter'),
  at('llm.openai_model', 'llm.openaiModel', text, 'none', 'Model at OpenAI'),
  at('llm.ollama_url', 'llm.ollamaUrl', text, 'none', 'Address of Ollama'),
  at('llm.ollama_model', 'llm.ollamaModel', text, 'none', 'Model in Ollama'),
  at('llm.max_tokens', 'llm.maxTokens', count, 'none', 'Longest answer in tokens'),
  at('tuning', null, { kind: 'any' }, 'none', 'Settings of the tuner'),
  at('ml', null, { kind: 'any' }, 'none', 'Settings of the outlier detection'),
];

// prettier-ignore
function samplerKeys(): ConfigKey[] {
  const sampler = (name: string, field: ConfigField, value: ConfigValueKind, about: string) =>
    at(`adaptive_sampler.${name}`, field, value, 'none', about, [`adaptive_sampling.${name}`]);
  return [
    sampler('min_interval', 'adaptiveSampler.minInterval', positive, 'Seconds between two changes of the rate'),
    sampler('lag_threshold', 'adaptiveSampler.lagThreshold', positive, 'Event-loop lag in seconds that raises the rate'),
    sampler('churn_threshold', 'adaptiveSampler.churnThreshold', positive, 'Started tasks a second that raise the rate'),
    sampler('error_threshold', 'adaptiveSampler.errorThreshold', share, 'Error rate that raises the rate'),
    sampler('increase_step', 'adaptiveSampler.increaseStep', share, 'Step up'),
    sampler('decrease_step', 'adaptiveSampler.decreaseStep', share, 'Step down'),
    sampler('max_rate', 'adaptiveSampler.maxRate', share, 'Highest rate'),
    sampler('min_rate', 'adaptiveSampler.minRate', share, 'Lowest rate'),
    sampler('mode', 'adaptiveSampler.mode', text, 'How the rate is chosen'),
    sampler('high_qps_threshold', 'adaptiveSampler.highQpsThreshold', positive, 'Calls a second that count as high load'),
    sampler('low_noise_sample_rate', 'adaptiveSampler.lowNoiseSampleRate', share, 'Rate of the mode low_noise'),
  ];
}

// prettier-ignore
function alertKeys(): ConfigKey[] {
  const alert = (name: string, field: ConfigField, value: ConfigValueKind, about: string) =>
    at(`alerts.${name}`, field, value, 'none', about, [`alerts.alerts_${name}`]);
  return [
    alert('enabled', 'alerts.enabled', { kind: 'boolean' }, 'Whether alerts are sent'),
    alert('slack_webhook', 'alerts.slackWebhook', text, 'Webhook of Slack'),
    alert('teams_webhook', 'alerts.teamsWebhook', text, 'Webhook of Teams'),
    alert('generic_webhook', 'alerts.genericWebhook', text, 'Any other webhook'),
    alert('alertmanager_url', 'alerts.alertmanagerUrl', text, 'Address of Alertmanager'),
    alert('cooldown_seconds', 'alerts.cooldownSeconds', positive, 'Seconds before an alert is repeated'),
    at('alert.threshold.ts', 'alerts.thresholds.ts', share, 'none', 'Timing stability below which an alert fires'),
    at('alert.threshold.ms', 'alerts.thresholds.ms', share, 'none', 'Memory stability below which an alert fires'),
    at('alert.threshold.ev', 'alerts.thresholds.ev', share, 'none', 'Error volatility below which an alert fires'),
    at('alert.threshold.be', 'alerts.thresholds.be', share, 'none', 'Branching entropy below which an alert fires'),
    at('alert.threshold.cc', 'alerts.thresholds.cc', share, 'none', 'Concurrency chaos below which an alert fires'),
    at('custom_alert_rules', 'alerts.rules', tables, 'none', 'Alert rules of your own'),
  ];
}

function at(
  key: string,
  field: ConfigField | null,
  value: ConfigValueKind,
  use: ConfigUse,
  about: string,
  also: readonly string[] = [],
): ConfigKey {
  return { key, also, field, value, use, about };
}
