import type { Random } from './random.ts';

/** One instrumented function of the made-up service. */
export interface ServiceFunction {
  name: string;
  module: string;
  moduleIndex: number;
  filename: string;
  lineno: number;
  /** Logarithm of the median duration in seconds, and the deviation of the logarithm. */
  logMedian: number;
  spread: number;
  /** Share of the duration on the CPU. */
  cpuShare: number;
  async: boolean;
  errorRate: number;
  /** Branch tags, the most frequent first; empty for a function without. */
  tags: string[];
  /** Carries keys of its own, with nested values, as context tags do. */
  contextual: boolean;
}

export interface Service {
  modules: string[];
  functions: ServiceFunction[];
  /** Draws a function: few are called often, most seldom. */
  draw(random: Random): number;
}

const NOUNS =
  'order cart user auth token price stock ledger invoice refund search index cache queue mail push geo tax ship rate audit session profile media thumb report export import sync webhook quota plan coupon review rank feed event stream batch cron'.split(
    ' ',
  );
const VERBS =
  'get load fetch update create delete validate compute render publish consume encode parse sync retry flush resolve authorize'.split(
    ' ',
  );
const TAGS = ['cache_hit', 'cache_miss', 'fallback', 'retry', 'slow_path', 'premium', 'guest', 'größe'];
const LAYERS = ['api', 'core', 'jobs', 'svc'];
const FILES = ['handlers', 'service', 'tasks', 'views'];

/** A service of `functionCount` functions in `moduleCount` modules; the first functions spread over all modules. */
export function designService(random: Random, moduleCount: number, functionCount: number): Service {
  const modules = Array.from({ length: moduleCount }, (_, index) => {
    const round = Math.floor(index / NOUNS.length);
    return `shop.${random.pick(LAYERS)}.${NOUNS[index % NOUNS.length]}${round ? `_${round}` : ''}`;
  });
  const functions = Array.from({ length: functionCount }, (_, index): ServiceFunction => {
    const moduleIndex = index < moduleCount ? index : random.below(moduleCount);
    const module = modules[moduleIndex];
    return {
      name: nameOf(random, index),
      module,
      moduleIndex,
      filename: `/srv/app/releases/20251210/${module.replaceAll('.', '/')}/${random.pick(FILES)}.py`,
      lineno: 10 + random.below(900),
      logMedian: Math.log(0.0008) + random.uniform() * 5.5,
      spread: 0.15 + random.uniform() * 0.9,
      cpuShare: random.uniform() * 0.7,
      async: random.uniform() < 0.25,
      errorRate: random.uniform() < 0.3 ? random.uniform() * 0.02 : random.uniform() * 0.001,
      tags: index % 3 === 0 ? Array.from({ length: 2 + random.below(5) }, () => random.pick(TAGS)) : [],
      contextual: random.uniform() < 0.1,
    };
  });
  return { modules, functions, draw: zipf(functionCount) };
}

function nameOf(random: Random, index: number): string {
  const name = `${random.pick(VERBS)}_${random.pick(NOUNS)}_${index}`;
  if (index % 50 === 17) return `prüfe_${name}`;
  if (index % 60 === 31) return `celery:${name}`;
  return name;
}

/** Draws 0..count-1 with probability proportional to 1 / (index + 1)^0.8. */
function zipf(count: number): (random: Random) => number {
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let index = 0; index < count; index++) cumulative[index] = sum += (index + 1) ** -0.8;
  for (let index = 0; index < count; index++) cumulative[index] /= sum;
  cumulative[count - 1] = 1;
  // Where to begin the search for each 4096th of the range, so that it takes a step or two.
  const begin = new Uint32Array(4096);
  for (let slot = 0, index = 0; slot < 4096; slot++) {
    while (cumulative[index] < slot / 4096) index++;
    begin[slot] = index;
  }
  return (random) => {
    const target = random.uniform();
    let index = begin[(target * 4096) | 0];
    while (cumulative[index] < target) index++;
    return index;
  };
}
