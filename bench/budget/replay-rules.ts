import { allowanceOf } from '../../src/app/budget/allowance.ts'
import {
  meanCost,
  nextAttempt,
  type AttemptsSoFar,
  type NextStep,
} from '../../src/app/budget/next-attempt.ts'
import { standingOf, type SeenStanding } from '../../src/app/budget/standing.ts'
import { isItsTurn } from '../../src/app/budget/turn.ts'
import type { DrawnAttempt } from './draw-runs.ts'
import type { Judge } from './judge-attempts.ts'

export interface RulesOptions {
  readonly capUsd: number
  /** Without the rules: all are begun as far as they may run at once, and whoever calls first is paid. */
  readonly firstCome: boolean
  readonly callsOfAttempt: number
  readonly judge: Judge
}

export interface RulesEnd {
  readonly ended: readonly DrawnAttempt[]
  /** Spent on attempts that were stopped or ran out of money. */
  readonly wastedUsd: number
  readonly begun: number
}

interface Running {
  readonly attempt: DrawnAttempt
  readonly index: number
  readonly spent: number
  /** When its call under way is answered; null while it waits to make the next. */
  readonly until: number | null
}

/** What has happened so far in one run. */
interface Progress {
  readonly now: number
  readonly begun: number
  readonly running: readonly Running[]
  readonly ended: readonly DrawnAttempt[]
  /** Spent by attempts that ran out of money. */
  readonly failedUsd: readonly number[]
  readonly standing: SeenStanding | null
  /** Whether money is kept for the choice. */
  readonly keeps: boolean
}

const atOnce = 4
const untouched = { now: 0, begun: 0, running: [], ended: [], failedUsd: [], standing: null }

/** Makes attempts by the product's rules within a cap. A call takes time in proportion to its cost. */
export function replayRules(attempts: readonly DrawnAttempt[], options: RulesOptions): RulesEnd {
  let so: Progress = { ...untouched, keeps: !options.firstCome }
  for (;;) {
    const step = (options.firstCome ? firstCome : nextAttempt)({
      wanted: attempts.length,
      atOnce,
      ended: so.ended.length + so.failedUsd.length,
      endedUsd: so.ended.map(({ usd }) => usd),
      runningUsd: so.running.map(({ spent }) => spent),
      leftUsd: leftUsd(so, options),
      asideUsd: 0,
      timeLeft: true,
      plausible: false,
      standing: so.standing,
      enough: 1,
    })
    const next = attempts[so.begun]
    if (step.kind === 'begin' && next !== undefined) {
      const started = { attempt: next, index: so.begun, spent: 0, until: null }
      so = { ...so, begun: so.begun + 1, running: [...so.running, started] }
    } else if (step.kind === 'stop' && step.why === 'money' && so.standing?.doubt === false && so.keeps)
      so = { ...so, keeps: false }
    else if (step.kind === 'stop')
      return {
        ended: so.ended,
        wastedUsd: sum([...so.failedUsd, ...so.running.map(({ spent }) => spent)]),
        begun: so.begun,
      }
    else so = answerCall(startCalls(so, options), options)
  }
}

/** How runs went before there were rules. */
function firstCome({ wanted, atOnce, ended, runningUsd }: AttemptsSoFar): NextStep {
  if (ended >= wanted) return { kind: 'stop', why: 'all' }
  const mayBegin = ended + runningUsd.length < wanted && runningUsd.length < atOnce
  return { kind: mayBegin ? 'begin' : 'wait' }
}

/** Starts the calls whose turn it is; an attempt whose next one cannot be paid has failed. */
function startCalls(before: Progress, options: RulesOptions): Progress {
  let so = before
  const costs = before.ended.map(({ usd }) => usd)
  for (const one of before.running.filter(({ until }) => until === null)) {
    const usd = callUsd(one, options)
    const left = leftUsd(so, options)
    const underWay = sum(so.running.map((other) => (other.until === null ? 0 : callUsd(other, options))))
    const olderUsd = so.running.flatMap(({ index, spent }) => (index < one.index ? [spent] : []))
    const others = so.running.filter((other) => other !== one)
    if (usd > left) so = { ...so, running: others, failedUsd: [...so.failedUsd, one.spent] }
    else if (
      usd + underWay <= left &&
      (options.firstCome || isItsTurn({ usd, leftUsd: left, olderUsd, meanUsd: meanCost(costs) }))
    )
      so = {
        ...so,
        running: so.running.map((other) => (other === one ? { ...one, until: so.now + usd } : other)),
      }
  }
  return so
}

/** Goes on to the first answer. */
function answerCall(so: Progress, options: RulesOptions): Progress {
  const now = Math.min(...so.running.map(({ until }) => until ?? Number.POSITIVE_INFINITY))
  const answered = so.running.find(({ until }) => until === now)
  if (answered === undefined) return so
  const spent = answered.spent + callUsd(answered, options)
  if (spent < answered.attempt.usd - 1e-9) {
    const waiting = { ...answered, spent, until: null }
    return { ...so, now, running: so.running.map((one) => (one === answered ? waiting : one)) }
  }
  const ended = [...so.ended, answered.attempt]
  return {
    ...so,
    now,
    ended,
    running: so.running.filter((one) => one !== answered),
    standing: standingAmong(ended, options.judge),
  }
}

function standingAmong(ended: readonly DrawnAttempt[], judge: Judge): SeenStanding | null {
  if (ended.length < 2) return null
  const { observations, ranking } = judge(ended.map(({ patch }) => patch))
  return standingOf(observations, ranking)
}

/** What attempts may still spend, by the product's allowances. */
function leftUsd(so: Progress, { capUsd, callsOfAttempt }: RulesOptions): number {
  const setAsideUsd = sum(so.ended.map(({ usd }) => usd))
  const spentUsd = setAsideUsd + sum([...so.failedUsd, ...so.running.map(({ spent }) => spent)])
  const calls = so.ended.length * callsOfAttempt
  const unused = { spentUsd: 0, reservedUsd: 0, calls: 0, setAsideUsd: 0, mostAsideUsd: 0 }
  const attempts = { spentUsd, reservedUsd: 0, calls, setAsideUsd, mostAsideUsd: 0 }
  const allowed = allowanceOf(
    'attempts',
    { context: unused, attempts, selection: unused },
    { capUsd, keeps: so.keeps },
  )
  return (allowed ?? 0) - spentUsd
}

function callUsd({ attempt }: Running, { callsOfAttempt }: RulesOptions): number {
  return attempt.usd / callsOfAttempt
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
