import { html, nothing, svg, type TemplateResult } from 'lit';
import bookmark from '@vscode/codicons/src/icons/bookmark.svg';
import broadcast from '@vscode/codicons/src/icons/broadcast.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import compare from '@vscode/codicons/src/icons/git-compare.svg';
import discard from '@vscode/codicons/src/icons/discard.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import exportIcon from '@vscode/codicons/src/icons/export.svg';
import file from '@vscode/codicons/src/icons/file.svg';
import filter from '@vscode/codicons/src/icons/filter.svg';
import goToFile from '@vscode/codicons/src/icons/go-to-file.svg';
import history from '@vscode/codicons/src/icons/history.svg';
import inbox from '@vscode/codicons/src/icons/inbox.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import pause from '@vscode/codicons/src/icons/debug-pause.svg';
import play from '@vscode/codicons/src/icons/play.svg';
import question from '@vscode/codicons/src/icons/question.svg';
import save from '@vscode/codicons/src/icons/save-as.svg';
import search from '@vscode/codicons/src/icons/search.svg';
import settings from '@vscode/codicons/src/icons/settings-gear.svg';
import stop from '@vscode/codicons/src/icons/stop-circle.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import type { Band } from './metrics.ts';

const SOURCES = {
  bookmark,
  broadcast,
  'chevron-down': chevronDown,
  close,
  compare,
  discard,
  error,
  export: exportIcon,
  file,
  filter,
  'go-to-file': goToFile,
  history,
  inbox,
  info,
  pause,
  play,
  question,
  save,
  search,
  settings,
  stop,
  warning,
};

export type IconName = keyof typeof SOURCES;

/**
 * A codicon as inline SVG, so that neither a font nor inline markup is needed: a self-contained report stays small
 * and the content policy strict. Decorative; the control around it carries the name.
 */
export function icon(name: IconName, size = 16): TemplateResult {
  const box = /viewBox="([^"]+)"/.exec(SOURCES[name])?.[1] ?? '0 0 16 16';
  const paths = [...SOURCES[name].matchAll(/<path([^>]*) d="([^"]+)"/g)].map(
    ([, rules, d]) => svg`<path fill-rule=${rules.includes('evenodd') ? 'evenodd' : 'nonzero'} d=${d}></path>`,
  );
  return html`<svg class="icon" width=${size} height=${size} viewBox=${box} aria-hidden="true">${paths}</svg>`;
}

/** A band's shape in its colour: circle, diamond or triangle. */
export function bandShape(band: Band, size = 12, label?: string): TemplateResult {
  const shape =
    band.shape === 'circle'
      ? svg`<circle cx="6" cy="6" r="4.5"></circle>`
      : band.shape === 'diamond'
        ? svg`<path d="M6 0.8 11.2 6 6 11.2 0.8 6Z"></path>`
        : svg`<path d="M6 1 11.5 11H0.5Z"></path>`;
  return html`<svg
    class="shape ${band.key}"
    width=${size}
    height=${size}
    viewBox="0 0 12 12"
    role=${label === undefined ? 'presentation' : 'img'}
    aria-hidden=${label === undefined ? 'true' : nothing}
    aria-label=${label ?? nothing}
  >
    ${shape}
  </svg>`;
}
