import { celRuleEngine } from '../../cel/index.ts'
import type { RuleEngine } from '../../schema/index.ts'

let engine: RuleEngine | undefined

/** The engine that runs the rules of our kinds; one for the life of the process, as it keeps what it compiled. */
export function ruleEngine(): RuleEngine {
  engine ??= celRuleEngine()
  return engine
}
