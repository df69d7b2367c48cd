import { celRuleEngine } from '../../src/core/cel/index.ts'

const engine = celRuleEngine({ kubernetes: '1.36' })
const limits = [
  'expression recursion limit exceeded: 250',
  'max recursion depth exceeded',
  /expression code point size exceeds limit: size: \d+, limit \d+/,
]

/** Which limit a message is about; the message itself when it is about none. */
export function lengthProblem(message: string): string {
  for (const limit of limits) {
    const found = typeof limit === 'string' ? message.includes(limit) && limit : limit.exec(message)?.[0]
    if (typeof found === 'string') return found
  }
  return message
}

/** What we say of a rule: accepted, or the limit it goes beyond. */
export function longRuleVerdict(rule: string): string {
  const problem = engine.judge({ rule }, { type: 'object' }, false)?.problem
  return problem === undefined ? 'accepted' : lengthProblem(problem)
}
