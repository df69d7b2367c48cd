import type { RuleEngine } from '../../schema/index.ts'

/** The engine that runs the rules of our kinds; one for the life of the process, as it keeps what it compiled. */
export function ruleEngine(): RuleEngine | undefined {
  return undefined
}
