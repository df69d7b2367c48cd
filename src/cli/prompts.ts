import { TmcError } from '../core/apimachinery/index.ts'

/** A question that a flag can answer instead. */
export type Question = {
  readonly message: string
  /** The flag that answers it, such as `--region`. */
  readonly flag: string
  readonly initial?: string
  /** What is wrong with an answer, or undefined. */
  readonly check?: (answer: string) => string | undefined
}

/** Whether there is a person to ask: stdin and stderr are terminals, nobody said no, and it is no pipeline. */
export function canAsk(wanted: boolean): boolean {
  return wanted && process.stdin.isTTY === true && process.stderr.isTTY === true && (process.env['CI'] ?? '') === ''
}

/** Asks for a line of text on stderr. */
export async function askText({ message, initial, check }: Question): Promise<string> {
  const { answer } = await prompt<{ answer: string }>({
    type: 'input',
    name: 'answer',
    message,
    ...(initial === undefined ? {} : { default: initial }),
    validate: (text: string) => check?.(text.trim()) ?? true,
  })
  return answer.trim()
}

/** Asks yes or no on stderr; no is what Enter means. */
export async function askYes(message: string): Promise<boolean> {
  const { answer } = await prompt<{ answer: boolean }>({ type: 'confirm', name: 'answer', message, default: false })
  return answer
}

async function prompt<Answers>(question: object): Promise<Answers> {
  const { createPromptModule } = await import('./inquirer.ts')
  const ask = createPromptModule({ output: process.stderr }) as (questions: object) => Promise<Answers>
  try {
    return await ask(question)
  } catch (error) {
    if (error instanceof Error && /^(ExitPromptError|AbortPromptError|CancelPromptError)$/.test(error.name))
      throw new TmcError('Aborted', 'interrupted before anything was done', { cause: error })
    throw error
  }
}
