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

/**
 * Asks for a line of text on stderr.
 *
 * @throws TmcError `Aborted` on Ctrl-C and at the end of the input (Ctrl-D)
 */
export async function askText({ message, initial, check }: Question): Promise<string> {
  if (isDumb()) return askPlainly(`? ${message} `, (line) => line.trim() || (initial ?? ''), check)
  const { answer } = await prompt<{ answer: string }>({
    type: 'input',
    name: 'answer',
    message,
    ...(initial === undefined ? {} : { default: initial }),
    validate: (text: string) => check?.(text.trim()) ?? true,
  })
  return answer.trim()
}

/**
 * Asks yes or no on stderr; no is what Enter means.
 *
 * @throws TmcError `Aborted` on Ctrl-C and at the end of the input (Ctrl-D)
 */
export async function askYes(message: string): Promise<boolean> {
  if (isDumb()) {
    const isWord = (answer: string) => (/^(?:y|yes|n|no|)$/.test(answer) ? undefined : 'answer yes or no')
    const answer = await askPlainly(`? ${message} (y/N) `, (line) => line.trim().toLowerCase(), isWord)
    return answer.startsWith('y')
  }
  const { answer } = await prompt<{ answer: boolean }>({ type: 'confirm', name: 'answer', message, default: false })
  return answer
}

/** Most names that are listed before a question. */
const mostListed = 10

/** Names a line each, as many as fit on a screen. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).map((name) => `  ${name}`)
  return [...shown, ...(names.length > mostListed ? [`  and ${names.length - mostListed} more`] : [])].join('\n')
}

async function prompt<Answers>(question: object): Promise<Answers> {
  const { createPromptModule } = await import('./inquirer.ts')
  const ask = createPromptModule({ output: process.stderr }) as (questions: object) => Promise<Answers>
  try {
    return await untilInputEnds(ask(question))
  } catch (error) {
    if (error instanceof Error && /^(ExitPromptError|AbortPromptError|CancelPromptError)$/.test(error.name))
      throw interrupted(error)
    throw error
  }
}

/** A prompt whose terminal has closed the input is never answered: nothing is left to wait for, and the process would end. */
function untilInputEnds<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      process.stderr.write('\n')
      reject(interrupted())
    }
    process.once('beforeExit', end)
    answer.then(resolve, reject).finally(() => process.removeListener('beforeExit', end))
  })
}

/** A terminal that knows no way to move the cursor, such as a shell inside an editor. */
function isDumb(): boolean {
  return process.env['TERM'] === 'dumb'
}

/** Asks without moving the cursor, until the answer is right. */
async function askPlainly(
  text: string,
  read: (line: string) => string,
  check: (answer: string) => string | undefined = () => undefined,
): Promise<string> {
  const { createInterface } = await import('node:readline')
  const lines = createInterface({ input: process.stdin, terminal: false })
  try {
    process.stderr.write(text)
    for await (const line of lines) {
      const answer = read(line)
      const problem = check(answer)
      if (problem === undefined) return answer
      process.stderr.write(`${problem}\n${text}`)
    }
  } finally {
    lines.close()
  }
  process.stderr.write('\n')
  throw interrupted()
}

function interrupted(cause?: unknown): TmcError {
  return new TmcError('Aborted', 'interrupted before anything was done', { cause })
}
