/** No calendar reaches further (seconds); what lies beyond is no instant. */
const FARTHEST = 8.64e12;

/** `20231114T221320Z`, the basic form, as the extended one. */
const BASIC = /^(\d{4})(\d\d)(\d\d)[Tt](\d\d)(\d\d)(\d\d)?(?=[.,Zz+-]|$)/;

const ISO =
  /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?\s*([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * Epoch seconds of a number that counts seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude.
 * @returns NaN if it is no instant.
 */
export function epochSeconds(value: number): number {
  const size = Math.abs(value);
  const seconds = size < 1e11 ? value : size < 1e14 ? value / 1e3 : size < 1e17 ? value / 1e6 : value / 1e9;
  return Math.abs(seconds) <= FARTHEST ? seconds : Number.NaN;
}

/**
 * Epoch seconds of ISO-8601 text; without a zone it is UTC.
 * @returns NaN if the text is no such instant.
 */
export function parseIsoInstant(text: string): number {
  const extended = text
    .trim()
    .replace(BASIC, (_, year: string, month: string, day: string, hour: string, minute: string, second = '00') => {
      return `${year}-${month}-${day}T${hour}:${minute}:${String(second)}`;
    });
  const match = ISO.exec(extended);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2).padStart(2, '0')}` : 'Z';
  const minutesGiven = zone.length > 3;
  const normal = minutesGiven || offset === 'Z' ? offset : `${zone}:00`;
  const whole = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${normal}`) / 1000;
  // Date.parse rolls 30 February over into March; such text is no date.
  if (Number(day) > daysIn(Number(year), Number(month))) return Number.NaN;
  return fraction === '' ? whole : whole + Number(`0.${fraction}`);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
