import { HistoryError } from '../../history/historyError.ts';
import { gitFacts, type GitFacts } from '../../history/git.ts';
import type { NewRun } from '../../history/insertRun.ts';
import { HistoryStore } from '../../history/store.ts';
import { reasonNotToStore } from '../../history/worthStoring.ts';
import type { Report } from '../../protocol/report.ts';
import { comparableRuns, FEWEST_RUNS, verdictsOf } from '../../score/verdict.ts';
import { verdictText } from '../format/verdictText.ts';
import { visibleName } from '../format/visibleText.ts';
import type { Session } from '../session.ts';
import { historyPlace, shortPath, type HistoryPlace } from './historyPlace.ts';

/** The options by which a command uses the history. */
export interface HistoryOptions {
  storeHistory?: true;
  storeDamaged?: true;
  dbPath?: string;
  /** Points below the baseline, or the mean of the newest runs, from which the gate fails. */
  failIfDrop?: number;
}

/** Earlier runs that are read for verdicts; those of other programs among them do not count. */
const EARLIER = 40;
/** Verdicts that are told. */
const TOLD = 5;

/** What a score is held against. */
export interface Reference {
  pss: number;
  /** "the baseline, run 12", or "the mean of the last 3 runs". */
  name: string;
}

/** What one command does with the history: the gate before, storing after. */
export class RunHistory {
  /** Why the score fails --fail-if-drop; null when it passes. */
  drop: string | null = null;
  private readonly place: HistoryPlace;
  private readonly options: HistoryOptions;
  private readonly store: HistoryStore;

  private constructor(place: HistoryPlace, options: HistoryOptions, store: HistoryStore) {
    this.place = place;
    this.options = options;
    this.store = store;
  }

  /**
   * Opens the history and, where an option asks for that, holds the score against it.
   * @throws HistoryError
   */
  static async open(
    report: Report,
    options: HistoryOptions,
    lookup: { traceFile: string | null; config?: string },
    session: Session,
  ): Promise<RunHistory> {
    const { storeHistory, dbPath, failIfDrop } = options;
    const place = await historyPlace({ ...lookup, ...(dbPath === undefined ? {} : { dbPath }) });
    const store = await HistoryStore.open(place.path, { mode: storeHistory === true ? 'write' : 'read' });
    const history = new RunHistory(place, options, store);
    if (failIfDrop !== undefined) await history.holdAgainst(report, failIfDrop, session);
    return history;
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private async holdAgainst(report: Report, most: number, session: Session): Promise<void> {
    const reference = await referenceIn(this.store, this.place.settings.regressionHistoryLimit);
    if (reference === null) {
      session.note(`no earlier runs in ${this.name}: nothing to hold the score against (--fail-if-drop)`);
      return;
    }
    this.drop = dropText(report.pss, reference, most);
  }

  private get name(): string {
    return visibleName(shortPath(this.store.path));
  }

  /** Stores the run if that was asked for, and tells how it compares with those before. @throws HistoryError */
  async keep(report: Report, source: NewRun['source'], session: Session): Promise<void> {
    if (this.options.storeHistory !== true) return;
    const reason = reasonNotToStore(report);
    if (reason !== null && this.options.storeDamaged !== true) {
      session.warn(`not stored in the history, since ${reason}; --store-damaged stores it all the same`);
      return;
    }
    const { regressionThresholdDrop: drop, regressionHistoryLimit: limit, retentionDays } = this.place.settings;
    const { id, regression } = await this.store.store(report, {
      ...(source === undefined ? {} : { source }),
      git: await sourceState(),
      rule: { drop, limit },
      retentionDays,
    });
    session.note(`stored as run ${String(id)} in ${this.name}`);
    if (regression !== null) session.warn(regression.message);
    await this.tellVerdicts(report, id, session);
  }

  private async tellVerdicts(report: Report, id: number, session: Session): Promise<void> {
    const earlier = comparableRuns(report, await this.store.earlierRuns(EARLIER, id));
    if (earlier.length < FEWEST_RUNS) return;
    const worse = verdictsOf(report, earlier).filter(({ verdict }) => verdict === 'worse');
    for (const verdict of worse.slice(0, TOLD)) session.warn(verdictText(verdict));
    const more = worse.length - TOLD;
    if (more > 0) session.note(`${String(more)} more figures got worse; pypss compare shows them`);
  }
}

/** The chosen baseline, else the mean of the newest runs; null without runs. */
export async function referenceIn(store: HistoryStore, limit: number): Promise<Reference | null> {
  const baseline = await store.baseline();
  if (baseline !== null) return { pss: baseline.pss, name: `the baseline, run ${String(baseline.id)}` };
  const newest = await store.list({ limit });
  if (newest.length === 0) return null;
  const pss = newest.reduce((sum, run) => sum + run.pss, 0) / newest.length;
  return {
    pss,
    name: newest.length === 1 ? 'the one run before' : `the mean of the last ${String(newest.length)} runs`,
  };
}

/** Why a score fails a gate on its drop; null when it passes. */
export function dropText(pss: number, { pss: before, name }: Reference, most: number): string | null {
  const drop = before - pss;
  if (!(drop > most)) return null;
  return `PSS ${String(pss)} is ${drop.toFixed(1)} points below ${name} (${before.toFixed(1)}), more than ${String(most)}`;
}

/** Where CI systems name the branch that they have checked out by its commit alone. */
const BRANCH_VARIABLES = ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME', 'CI_COMMIT_REF_NAME', 'BUILD_SOURCEBRANCHNAME'];

async function sourceState(): Promise<GitFacts | null> {
  const facts = await gitFacts(process.cwd());
  if (facts === null || facts.branch !== null) return facts;
  const named = BRANCH_VARIABLES.map((name) => process.env[name] ?? '').find((name) => name !== '');
  return { ...facts, branch: named ?? null };
}

/** One line for a failure of the history; other errors go on. */
export function historyFailure(error: unknown): string {
  if (error instanceof HistoryError) return error.message;
  throw error;
}
