/** Draws the extension's icon: the dashboard's score ring, around a signal that has come to rest. */

const SIZE = 256;
const CENTRE = SIZE / 2;
const RADIUS = 88;
const WIDTH = 26;
/** Space between neighbours, in turns. */
const GAP = 0.022;

/** Weight, part earned and colour of each metric, as the dashboard draws them in the dark theme. */
const ARCS = [
  { weight: 0.3, earned: 0.86, colour: '#3F8CFF' },
  { weight: 0.2, earned: 1, colour: '#5FE0D0' },
  { weight: 0.2, earned: 0.7, colour: '#FF5F8A' },
  { weight: 0.15, earned: 1, colour: '#C9B0FF' },
  { weight: 0.15, earned: 0.8, colour: '#E8CF3A' },
] as const;

/** The icon as SVG text, 256 pixels wide. */
export function iconSvg(): string {
  let start = 0;
  const arcs = ARCS.flatMap(({ weight, earned, colour }) => {
    const from = start + GAP / 2;
    const length = weight - GAP;
    start += weight;
    return [
      `<path d="${arc(from, length)}" stroke="${colour}" stroke-opacity="0.24"/>`,
      `<path d="${arc(from, length * earned)}" stroke="${colour}"/>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}">`,
    `<rect width="${SIZE}" height="${SIZE}" rx="52" fill="#1F1F1F"/>`,
    `<g fill="none" stroke-width="${WIDTH}">${arcs.join('')}</g>`,
    `<path d="${SIGNAL}" fill="none" stroke="#F2F2F2" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"/>`,
    '</svg>',
  ].join('\n');
}

/** Swings, each smaller than the one before, then a level line. */
const SIGNAL = 'M76 128 L88 98 L102 156 L116 110 L128 138 L138 122 L146 128 L180 128';

function arc(start: number, length: number): string {
  const point = (turn: number): string => {
    const angle = (turn - 0.25) * 2 * Math.PI;
    return `${(CENTRE + RADIUS * Math.cos(angle)).toFixed(2)} ${(CENTRE + RADIUS * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${point(start)} A${RADIUS} ${RADIUS} 0 ${length > 0.5 ? 1 : 0} 1 ${point(start + length)}`;
}
