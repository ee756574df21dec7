const UNITS = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600 } as const;

/** Seconds of a text such as `500ms`, `30s`, `5m`, `1h`; null when it is none or not above 0. */
export function durationOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?$/.exec(text.trim());
  if (match === null) return null;
  const seconds = Number(match[1]) * UNITS[(match[2] ?? 's') as keyof typeof UNITS];
  return seconds > 0 && seconds <= 1e7 ? seconds : null;
}
