import { formatPath, type JsonValue, type Path, TmcError } from '../../../apimachinery/index.ts'
import { type FieldError, forbidden, invalid, notFound, notSupported, required } from '../../../schema/index.ts'

/** What one look at an object found. */
export class Findings {
  readonly errors: FieldError[] = []
  readonly warnings: string[] = []

  /** A value that is wrong; `detail` says what would be right. */
  invalid(path: Path, value: JsonValue, detail: string): void {
    this.errors.push(invalid(at(path), value, detail))
  }

  required(path: Path, detail: string): void {
    this.errors.push(required(at(path), detail))
  }

  forbidden(path: Path, detail: string): void {
    this.errors.push(forbidden(at(path), detail))
  }

  /** A value that names something which the object itself should hold. */
  notFound(path: Path, value: JsonValue): void {
    this.errors.push(notFound(at(path), value))
  }

  notSupported(path: Path, value: JsonValue, supported: readonly JsonValue[]): void {
    this.errors.push(notSupported(at(path), value, supported))
  }

  warn(path: Path, text: string): void {
    this.warnings.push(`${formatPath(path)}: ${text}`)
  }

  /** Each of the problems is an error of the value. */
  problems(path: Path, value: string, problems: readonly string[]): void {
    for (const problem of problems) this.invalid(path, value, problem)
  }

  /** Runs something that throws a TmcError when the value is wrong. */
  attempt<T>(path: Path, value: JsonValue, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof TmcError)) throw error
      this.invalid(path, value, error.hint === undefined ? error.message : `${error.message}; ${error.hint}`)
      return undefined
    }
  }
}

function at(path: Path): { field: string; path: Path } {
  return { field: formatPath(path), path }
}
