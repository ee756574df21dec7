/** Asks a person what to collect from. Escape at any step changes nothing. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { DEFAULT_GRPC_ADDRESS, grpcAddress } from '../../collect/grpc/grpcAddress.ts';
import type { CollectorTarget } from './collectorSpec.ts';
import { workFolder } from './collectors.ts';
import type { CollectorProvider } from './ownCollectors.ts';
import { typedRedis } from './redisAddress.ts';

/** What was filled in. */
export interface FilledIn {
  readonly target: CollectorTarget;
  /** For the secret storage. */
  readonly password: string | undefined;
}

type Redis = Extract<CollectorTarget, { kind: 'redis' }>;
type Grpc = Extract<CollectorTarget, { kind: 'grpc' }>;

/** A choice of what to collect from; `fill` asks for the rest. */
export interface KindItem extends vscode.QuickPickItem {
  fill?(): Promise<FilledIn | undefined>;
}

/** The kinds that there are, others' at the end. */
export function kindItems(providers: readonly CollectorProvider[]): KindItem[] {
  const kinds: KindItem[] = [
    {
      label: '$(list-ordered) Redis list',
      description: 'traces are taken out, as from a queue',
      fill: () => fillRedis('queue'),
    },
    { label: '$(eye) Redis list, watched', description: 'traces stay where they are', fill: () => fillRedis('watch') },
    {
      label: '$(organization) Redis stream',
      description: 'read together with the other readers of a group',
      fill: () => fillRedis('stream'),
    },
    { label: '$(server) gRPC server', description: 'listens for PyPSS’s GRPCCollector', fill: () => fillGrpc() },
    { label: '$(file) File or pipe', description: 'follows what is written to it', fill: () => fillFile() },
  ];
  const own = providers.map((provider): KindItem => ({
    label: `$(extensions) ${provider.label}`,
    description: provider.description ?? provider.id,
    fill: () => fillOwn(provider, ''),
  }));
  return [...kinds, ...own];
}

/** Asks again for what a collector has; its kind stays. */
export function fillAgain(
  target: CollectorTarget,
  password: string | undefined,
  providers: readonly CollectorProvider[],
): Promise<FilledIn | undefined> {
  switch (target.kind) {
    case 'redis':
      return fillRedis(target.mode, target, password);
    case 'grpc':
      return fillGrpc(target);
    case 'file':
      return fillFile(target.path);
    case 'own': {
      const provider = providers.find(({ id }) => id === target.provider);
      if (provider === undefined)
        throw new Error(`No extension brings the collector ${target.provider} at this moment.`);
      return fillOwn(provider, target.target);
    }
  }
}

async function fillRedis(mode: Redis['mode'], before?: Redis, kept?: string): Promise<FilledIn | undefined> {
  const title = { queue: 'Redis List', watch: 'Redis List, Watched', stream: 'Redis Stream' }[mode];
  const address = await ask({
    title: `${title}: Address`,
    prompt: 'redis://host:6379/0, or rediss:// with TLS. A password in it is kept in the secret storage.',
    value: before?.url ?? 'redis://localhost:6379/0',
    check: (text) => void typedRedis(text),
  });
  if (address === undefined) return undefined;
  const typed = typedRedis(address);
  const key = await ask({
    title: `${title}: Key`,
    prompt: mode === 'stream' ? 'Key of the stream' : 'Key of the list',
    value: before?.key ?? typed.key,
    check: (text) => require(text.trim() !== '', 'A key is needed; PyPSS’s is pypss:traces.'),
  });
  if (key === undefined) return undefined;
  let group: string | undefined;
  if (mode === 'stream') {
    group = await ask({
      title: `${title}: Consumer Group`,
      prompt: 'Readers of one group share the stream: each trace goes to one of them',
      value: before?.group ?? typed.group ?? 'pypss',
      check: (text) => require(text.trim() !== '', 'A group is needed.'),
    });
    if (group === undefined) return undefined;
  }
  const password = await askPassword(title, typed.password, kept);
  if (password === null) return undefined;
  const more = group === undefined ? {} : { group: group.trim() };
  const secret = password !== undefined;
  return { target: { kind: 'redis', url: typed.url, key: key.trim(), mode, secret, ...more }, password };
}

/** @returns null when it was cancelled, undefined for none */
async function askPassword(
  title: string,
  typed: string | undefined,
  kept: string | undefined,
): Promise<string | undefined | null> {
  if (typed !== undefined) return typed;
  const text = await vscode.window.showInputBox({
    title: `${title}: Password`,
    prompt: 'Empty if Redis asks for none. It is kept in the secret storage of the editor only.',
    password: true,
    value: kept ?? '',
    ignoreFocusOut: true,
  });
  return text === undefined ? null : text === '' ? undefined : text;
}

async function fillGrpc(before?: Grpc): Promise<FilledIn | undefined> {
  const written = before?.tlsCert === undefined ? before?.address : `grpcs://${before.address}`;
  const text = await ask({
    title: 'gRPC Server: Address to Listen On',
    prompt: 'A port alone listens on this machine only. With grpcs:// before it, TLS files are asked for.',
    value: written ?? DEFAULT_GRPC_ADDRESS,
    check: (typed) => void grpcAddress(typed.trim()),
  });
  if (text === undefined) return undefined;
  const address = grpcAddress(text.trim());
  if (!isLoopback(address) && !(await openToOthers(address))) return undefined;
  if (!/^grpcs:/i.test(text.trim())) return { target: { kind: 'grpc', address }, password: undefined };
  const tlsCert = await askPath('gRPC Server: Certificate (PEM)', before?.tlsCert ?? '');
  if (tlsCert === undefined) return undefined;
  const tlsKey = await askPath('gRPC Server: Key of the Certificate (PEM)', before?.tlsKey ?? '');
  if (tlsKey === undefined) return undefined;
  return { target: { kind: 'grpc', address, tlsCert, tlsKey }, password: undefined };
}

function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):/.test(address);
}

async function openToOthers(address: string): Promise<boolean> {
  const listen = 'Listen';
  const detail = `On ${address} everybody who can reach this machine can send traces; there is no sign-in.`;
  const message = 'Listen to other machines too?';
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, listen)) === listen;
}

async function fillFile(before = ''): Promise<FilledIn | undefined> {
  const path = await askPath('File or Pipe to Follow', before);
  return path === undefined ? undefined : { target: { kind: 'file', path }, password: undefined };
}

async function fillOwn(provider: CollectorProvider, before: string): Promise<FilledIn | undefined> {
  const { id, label, target } = provider;
  if (target === undefined) return { target: { kind: 'own', provider: id, target: '' }, password: undefined };
  const text = await vscode.window.showInputBox({
    title: label,
    prompt: target.prompt,
    value: before === '' ? (target.value ?? '') : before,
    ignoreFocusOut: true,
    ...(target.placeholder === undefined ? {} : { placeHolder: target.placeholder }),
  });
  return text === undefined ? undefined : { target: { kind: 'own', provider: id, target: text }, password: undefined };
}

function require(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

async function ask(question: {
  title: string;
  prompt: string;
  value: string;
  /** @throws Error that says what is wrong */
  check(text: string): void;
}): Promise<string | undefined> {
  const { title, prompt, value, check } = question;
  return vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        check(text);
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
}

/** A path, typed or chosen; one that is not absolute is meant from the folder that is worked in. */
async function askPath(title: string, before: string): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  const browse = { iconPath: new vscode.ThemeIcon('folder-opened'), tooltip: 'Browse…' };
  input.title = title;
  input.prompt = 'A file that is not there yet is waited for';
  input.placeholder = '/tmp/pypss_traces';
  input.value = before;
  input.buttons = [browse];
  input.ignoreFocusOut = true;
  const typed = await new Promise<string | undefined>((done) => {
    input.onDidAccept(() => {
      if (input.value.trim() !== '') done(input.value.trim());
      else input.validationMessage = 'A path is needed.';
    });
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    input.onDidTriggerButton(() => {
      void vscode.window.showOpenDialog({ title, openLabel: 'Choose' }).then((chosen) => {
        if (chosen?.[0] !== undefined) done(chosen[0].fsPath);
      });
    });
    input.onDidHide(() => done(undefined));
    input.show();
  });
  input.dispose();
  if (typed === undefined) return undefined;
  const base = workFolder() ?? homedir();
  return typed === '~' || typed.startsWith('~/') ? join(homedir(), typed.slice(1)) : resolve(base, typed);
}
