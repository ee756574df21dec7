import { html, nothing, type TemplateResult } from 'lit';
import type { IconName } from '../icons.ts';
import { icon } from '../icons.ts';
import '@vscode-elements/elements/dist/vscode-button/index.js';

/** A step that the reader can take next. */
export interface Step {
  label: string;
  take: () => void;
  /** Only an editor can do it. */
  editor?: boolean;
}

/** A page in place of the figures: what happened, why, and what to do next. The first step is the likeliest one. */
export function statePage(page: {
  icon: IconName;
  title: string;
  text: TemplateResult;
  steps: readonly Step[];
  more?: TemplateResult;
}): TemplateResult {
  return html`<section class="state-page" aria-labelledby="state-title">
    ${icon(page.icon, 24)}
    <h2 id="state-title"><bdi>${page.title}</bdi></h2>
    <div class="text">${page.text}</div>
    ${
      page.steps.length === 0
        ? nothing
        : html`<div class="steps">
            ${page.steps.map(
              (step, index) =>
                html`<vscode-button ?secondary=${index > 0} @click=${step.take}>${step.label}</vscode-button>`,
            )}
          </div>`
    }
    ${page.more ?? nothing}
  </section>`;
}
