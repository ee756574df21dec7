const DARK = matchMedia('(prefers-color-scheme: dark)');
const CONTRAST = matchMedia('(prefers-contrast: more)');
const KINDS = ['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light'];

/** Without an editor the system's preferences choose the theme, and the page brings colours of its own. */
export function followSystemTheme(): void {
  const apply = (): void => {
    document.body.classList.remove(...KINDS);
    document.body.classList.add('standalone', themeKind());
  };
  apply();
  DARK.addEventListener('change', apply);
  CONTRAST.addEventListener('change', apply);
}

function themeKind(): string {
  if (CONTRAST.matches) return DARK.matches ? 'vscode-high-contrast' : 'vscode-high-contrast-light';
  return DARK.matches ? 'vscode-dark' : 'vscode-light';
}
