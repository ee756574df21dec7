/** Reports of what is in a Redis: the items of a list, or what the readers of a stream have received together. */
import { loadConfig, type LoadedConfig } from '../../analysis/configFile.ts';
import type { TraceAccumulator } from '../../analysis/accumulator.ts';
import type { AnalysisOutcome } from '../../analysis/analyze.ts';
import { configurationProblem } from '../../analysis/problems.ts';
import type { AnalysisRequest } from '../../protocol/analysis.ts';
import { BatchBuilder } from '../batch.ts';
import { CollectorError } from '../collector.ts';
import { liveReport, LiveScore } from '../liveScore.ts';
import { mergedAccumulator } from '../mergeSummaries.ts';
import { type CollectorSummary, decodeSummary } from '../summaryCodec.ts';
import { summariesKey } from './readerSummary.ts';
import { PieceReader } from './readPieces.ts';
import { RedisConnection, type RedisReply } from './redisConnection.ts';
import { reasonOf } from './redisErrors.ts';
import { type RedisTarget, redisTarget, withoutSecrets } from './redisTarget.ts';

/** Milliseconds to connect. */
const PATIENCE = 5000;
const EXACT_BYTES = 14 * 2 ** 20;

/**
 * The report of a list, which stays as it is, or of a stream's readers (an address with `group=`). Never rejects.
 * @param password in place of the one in the address
 */
export async function analyzeRedis(request: AnalysisRequest, password?: string): Promise<AnalysisOutcome> {
  const config = await loadConfig({
    traceFile: null,
    root: request.root,
    cwd: process.cwd(),
    explicitPath: request.configPath ?? null,
  });
  const refused = configurationProblem(config.diagnostics);
  if (refused !== null) return { ok: false, problem: refused };
  let connection: RedisConnection | null = null;
  let target: RedisTarget | undefined;
  try {
    target = redisTarget(request.path, password === undefined ? {} : { password });
    connection = RedisConnection.open(target, null);
    if (!(await connection.connected(new AbortController().signal, PATIENCE))) {
      const trouble = connection.trouble ?? 'no answer';
      const question = /certificate|\?$/.test(trouble) ? '' : '; is it running?';
      throw new CollectorError(`Redis at ${target.address} cannot be reached (${trouble})${question}`);
    }
    const { group } = target;
    return group === null
      ? await reportOfList(connection, target, request.root, config)
      : await reportOfReaders(connection, { ...target, group }, request.root, config);
  } catch (error) {
    return { ok: false, problem: { kind: 'unreadable', message: refusalText(error, target) } };
  } finally {
    connection?.close();
  }
}

async function reportOfList(
  connection: RedisConnection,
  { address, key }: RedisTarget,
  root: string,
  config: LoadedConfig,
): Promise<AnalysisOutcome> {
  const score = new LiveScore({ address: `${address}?key=${key}`, root, config, windows: false });
  let long = 0;
  const batch = new BatchBuilder({ count: (_what, items) => (long += items) });
  const pieces = new PieceReader(connection, key);
  let from = 0;
  for (let items = await pieces.range(from); items.length > 0; items = await pieces.range(from)) {
    from += items.length;
    for (const item of items) {
      if (typeof item === 'number') long++;
      else batch.add(item);
    }
    const gathered = batch.take();
    if (gathered !== null) score.take(gathered, Date.now() / 1000);
  }
  if (score.scored === 0) {
    const skipped = score.skipped + long;
    const message =
      skipped === 0
        ? `no traces in ${key} of ${address}: the list is empty or not there (a stream needs group=… in the address)`
        : `no traces in ${key} of ${address}: none of its ${skipped} items is one`;
    return { ok: false, problem: { kind: 'no-traces', message } };
  }
  const report = score.report(null, 0, null);
  return { ok: true, report: { ...report, skipped: report.skipped + long } };
}

async function reportOfReaders(
  connection: RedisConnection,
  { address, key, group }: RedisTarget & { group: string },
  root: string,
  config: LoadedConfig,
): Promise<AnalysisOutcome> {
  const reply = (await connection.command('HGETALL', summariesKey(key, group))) as RedisReply[];
  const summaries: { reader: string; summary: CollectorSummary }[] = [];
  for (let i = 0; i + 1 < reply.length; i += 2) {
    const reader = String(reply[i]);
    try {
      summaries.push({ reader, summary: await decodeSummary(reply[i + 1] as Buffer) });
    } catch (error) {
      throw new CollectorError(`The summary of the reader ${reader} cannot be used: ${reasonOf(error)}`, error);
    }
  }
  if (summaries.length === 0) {
    const message = `no traces in ${key} of ${address}: no reader of the group ${group} has received any yet`;
    return { ok: false, problem: { kind: 'no-traces', message } };
  }
  summaries.sort((a, b) => (a.reader < b.reader ? -1 : 1));
  const accumulator = merged(summaries, root, config);
  const bytes = summaries.reduce((sum, { summary }) => sum + summary.bytes, 0);
  const repeated = summaries.reduce((sum, { summary }) => sum + summary.repeated, 0);
  const unread = summaries.reduce((sum, { summary }) => sum + summary.unread, 0);
  const report = liveReport(accumulator, { address: `${address}?key=${key}&group=${group}`, config }, bytes, null);
  if (repeated > 0) report.warnings.push(`${repeated} entries came to more than one reader and count twice.`);
  if (summaries.length > 1 && report.errors > 0) {
    report.warnings.push(
      `Consecutive failures are those in a row at one of the ${summaries.length} readers, one reader after the other.`,
    );
  }
  return { ok: true, report: { ...report, skipped: report.skipped + unread } };
}

function merged(
  summaries: readonly { reader: string; summary: CollectorSummary }[],
  root: string,
  { config }: LoadedConfig,
): TraceAccumulator {
  try {
    return mergedAccumulator(
      summaries.map(({ summary }) => summary.part),
      { root, unknownModule: config.discovery.unknownModuleName, exactBytes: EXACT_BYTES, share: () => null },
    );
  } catch (error) {
    throw new CollectorError(`The summaries of the readers cannot be merged: ${reasonOf(error)}`, error);
  }
}

/** What Redis or the connection says, and what to do where that can be told. */
function refusalText(error: unknown, target: RedisTarget | undefined): string {
  const reason = withoutSecrets(reasonOf(error), target);
  if (target === undefined || !reason.startsWith('WRONGTYPE')) return reason;
  return target.group === null
    ? `${target.key} of ${target.address} is no list; for a stream, name the group of its readers: …?key=${target.key}&group=NAME`
    : `${target.key} of ${target.address} holds no summaries of readers`;
}
