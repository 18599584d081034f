import type { AttemptEvent } from '../../../domain/index.ts'
import type { StateTable } from '../../../std/index.ts'
import { editForm } from './edit/edit-form.ts'
import { askClarify, clarifyForm, followClarify } from './states/clarify.ts'
import { askDecide, decideForm, followDecide } from './states/decide.ts'
import { askEdit, followEdit } from './states/edit.ts'
import { askIdentify, followIdentify, identifyForm } from './states/identify.ts'
import { askPlan, followPlan, planForm } from './states/plan.ts'
import { askSearch, followSearch, searchForm } from './states/search.ts'
import { visit } from './visit.ts'
import type { WorkflowInput } from './workflow-input.ts'
import type { ActiveStateName, WorkflowState } from './workflow-state.ts'

/** What each state asks, in which form it is answered, and where the answer leads. */
export function createStateTable(input: WorkflowInput) {
  return {
    search: (now) =>
      visit(input, now, {
        at: 'search',
        form: searchForm,
        leadsTo: ['identify', 'plan'],
        ask: askSearch,
        follow: followSearch,
      }),
    identify: (now) =>
      visit(input, now, {
        at: 'identify',
        form: identifyForm,
        leadsTo: ['decide', 'search'],
        ask: askIdentify,
        follow: followIdentify,
      }),
    decide: (now) =>
      visit(input, now, {
        at: 'decide',
        form: decideForm,
        leadsTo: ['plan', 'search'],
        ask: askDecide,
        follow: followDecide,
      }),
    plan: (now) =>
      visit(input, now, {
        at: 'plan',
        form: planForm,
        leadsTo: ['edit', 'clarify', 'finished', 'rejected'],
        ask: askPlan,
        follow: followPlan,
      }),
    clarify: (now) =>
      visit(input, now, {
        at: 'clarify',
        form: clarifyForm,
        leadsTo: ['edit', 'plan'],
        ask: askClarify,
        follow: followClarify,
      }),
    edit: (now) =>
      visit(input, now, {
        at: 'edit',
        form: editForm,
        leadsTo: ['plan'],
        ask: askEdit,
        follow: followEdit,
      }),
  } satisfies StateTable<ActiveStateName, WorkflowState, AttemptEvent>
}
