/** Instants in the reader's own time zone. */

const two = (value: number): string => String(value).padStart(2, '0');

/** Local date, `2026-11-23`. */
export function formatDate(epoch: number): string {
  const date = new Date(epoch * 1000);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Local time, `23:12:01`, with milliseconds when `milliseconds` is set: `23:12:01.305`. */
export function formatTime(epoch: number, milliseconds = false): string {
  const date = new Date(Math.floor(epoch * 1000));
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return milliseconds ? `${time}.${String(date.getMilliseconds()).padStart(3, '0')}` : time;
}

/** An instant as precise as a stretch of `span` seconds needs it: with the date from 20 h on, with ms below 5 s. */
export function formatInstant(epoch: number, span: number): string {
  if (span > 20 * 3600) return `${formatDate(epoch).slice(5)} ${formatTime(epoch).slice(0, 5)}`;
  return formatTime(epoch, span < 5);
}

const STEPS = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((hours) => hours * 3600),
];

/** Instants for at most `most` labels between two instants, at round local times. */
export function timeTicks(from: number, to: number, most = 7): number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const step = STEPS.find((candidate) => span / candidate <= most) ?? Math.ceil(span / most / 604_800) * 604_800;
  const zone = step >= 3600 ? -new Date(from * 1000).getTimezoneOffset() * 60 : 0;
  const ticks: number[] = [];
  for (let index = Math.ceil((from + zone) / step); index * step - zone <= to && ticks.length < most; index++) {
    ticks.push(index * step - zone);
  }
  return ticks;
}
