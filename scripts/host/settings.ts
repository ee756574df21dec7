/** Settings of the VS Code under test: a clean screen, nothing fetched, nothing sent. */

/** The themes that everything is looked at in. */
export const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof THEMES;

/** Whether a text names one of the themes. */
export function isTheme(text: string): text is Theme {
  return Object.hasOwn(THEMES, text);
}

export type Settings = Readonly<Record<string, unknown>>;

/** What a person who tries the extension gets: quiet, but nothing that they would miss. */
export const QUIET: Settings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** In addition, for tests and pictures: nothing moves and nothing pops up by itself. */
export const STILL: Settings = {
  ...QUIET,
  'git.enabled': false,
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  // Text that can be read from the page.
  'terminal.integrated.gpuAcceleration': 'off',
};
