import { html, type TemplateResult } from 'lit';
import type { Store } from '../store.ts';
import { advisorPanel } from './advisor.ts';
import { breakdownPanel } from './breakdown.ts';
import { detailView } from './detail/detailView.ts';
import { historyTrend } from './historyTrend.ts';
import { kpiRow } from './kpis.ts';
import { scorePanel } from './scoreRing.ts';
import { tablePanel } from './tablePanel.ts';

/** Score → where the points went → what to do first → figures → which module. */
export function overview(store: Store): TemplateResult {
  if (store.detail !== null) return detailView(store, store.detail);
  return html`${scorePanel(store)}${breakdownPanel(store)}${advisorPanel(store)}${kpiRow(store)}${historyTrend(store)}${tablePanel(store)}`;
}
