import { TmcError } from '../apimachinery/index.ts'
import type { Decision, PlacementInputs } from '../placement/index.ts'
import { decideAll } from './decide-all.ts'
import { type Loss, lossesWithout, plannedLosses } from './losses.ts'
import { decideOrders, type TriedOrders } from './orderings.ts'
import { runTime } from './run-time.ts'
import type { Scenario } from './scenario.ts'
import { plannedEdits, type TriedEdits, tryEdits } from './suggest.ts'
import type { Law } from './suite/laws.ts'
import type { PlacementTest } from './suite/placement-test.ts'
import { runSuite, type SuiteResult, suiteSteps } from './suite/run-suite.ts'

/**
 * A question made of many that do not need each other's answers, as data that can be handed to another thread. `before` are
 * the inputs whose placements are moved as little as possible; without them everything is placed anew.
 */
export type Question =
  | {
      readonly kind: 'Losses'
      readonly inputs: PlacementInputs
      readonly before?: PlacementInputs
      readonly each: string
      readonly atOnce: number
    }
  | { readonly kind: 'Orderings'; readonly inputs: PlacementInputs; readonly count: number }
  | { readonly kind: 'Edits'; readonly inputs: PlacementInputs; readonly before?: PlacementInputs }
  | { readonly kind: 'Suites'; readonly suites: readonly AskedSuite[] }

/** A suite to run, and what it is asked about. */
export type AskedSuite = {
  readonly suite: PlacementTest
  readonly inputs: PlacementInputs
  readonly file: string
  readonly laws: readonly (Law | 'All')[]
}

/** One of `of` shares of a question, counted from 0. */
export type Share = { readonly part: number; readonly of: number }

/** What answers a share of a question. */
export type Answer<Q extends Question['kind'] = Question['kind']> = {
  readonly Losses: readonly Loss[]
  readonly Orderings: TriedOrders
  readonly Edits: TriedEdits
  readonly Suites: readonly SuiteResult[]
}[Q]

/**
 * Answers one share of a question. The shares of losses, orders and suites are ranges in their order; those of edits are
 * every `of`th.
 *
 * @param onStep told how much of how much of the share is done
 */
export function answerShare(question: Question, share: Share, onStep?: (done: number, total: number) => void): Answer {
  switch (question.kind) {
    case 'Losses': {
      const scenario = scenarioOf(question.inputs)
      const combined = plannedLosses(scenario, question)
      const { from, to } = rangeOf(combined.length, share)
      return lossesWithout(scenario, combined.slice(from, to), onStep, placedBefore(question.before))
    }
    case 'Orderings':
      return decideOrders(scenarioOf(question.inputs), rangeOf(question.count, share), onStep)
    case 'Edits': {
      const { decisions, previous } = standingOf(question)
      return tryEdits(scenarioOf(question.inputs), decisions, { ...share, previous }, onStep)
    }
    case 'Suites': {
      const { from, to } = rangeOf(question.suites.length, share)
      const suites = question.suites.slice(from, to)
      const total = suites.reduce((sum, { suite, inputs, laws }) => sum + suiteSteps(suite, inputs, laws), 0)
      let done = 0
      const step = () => onStep?.(++done, total)
      return suites.map(({ suite, inputs, file, laws }) =>
        runSuite(suite, scenarioOf(inputs), { file, laws, onStep: step }),
      )
    }
  }
}

/** What edits are compared with, and begin with. */
function standingOf({ inputs, before }: Extract<Question, { kind: 'Edits' }>) {
  const previous = placedBefore(before)
  return { previous, decisions: decideAll(inputs, previous.length === 0 ? {} : { previous }).decisions }
}

function placedBefore(before: PlacementInputs | undefined): readonly Decision[] {
  return before === undefined ? [] : decideAll(before).decisions
}

/** How many parts a question has, and about how many milliseconds of one core all of them take. */
export function sizeOf(question: Question): { readonly parts: number; readonly milliseconds: number } {
  if (question.kind === 'Suites') {
    const runs = question.suites.map(({ suite, inputs, laws }) => {
      return runTime(inputs) * suiteSteps(suite, inputs, laws)
    })
    return { parts: runs.length, milliseconds: runs.reduce((sum, one) => sum + one, 0) }
  }
  const parts = partsOfQuestion(question)
  return { parts, milliseconds: parts * runTime(question.inputs) }
}

function partsOfQuestion(question: Exclude<Question, { kind: 'Suites' }>): number {
  switch (question.kind) {
    case 'Losses':
      return plannedLosses(scenarioOf(question.inputs), question).length
    case 'Orderings':
      return question.count
    case 'Edits':
      return plannedEdits(question.inputs, standingOf(question).decisions)
  }
}

/** Inputs as a scenario. Where things were written has been said by the one who read them. */
function scenarioOf(inputs: PlacementInputs): Scenario {
  return { inputs, notes: [], placeOf: () => undefined }
}

/** From where to where a share of `count` goes; every share has the same, or one more. */
function rangeOf(count: number, { part, of }: Share): { from: number; to: number } {
  if (!(part >= 0 && part < of)) throw new TmcError('Bug', `there is no share ${part} of ${of}`)
  return { from: Math.floor((count * part) / of), to: Math.floor((count * (part + 1)) / of) }
}
