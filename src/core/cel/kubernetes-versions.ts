import { environment, type EnvironmentOptions } from './environment.ts'
import type { CelType } from './types.ts'

/** The Kubernetes minors whose environments are known, oldest first. */
export const kubernetesVersions: readonly string[] = Array.from({ length: 13 }, (_, index) => `1.${25 + index}`)

/** The Kubernetes minors whose environment compiles an expression, oldest first; functions of our own are in none. */
export function versionsAccepting(
  text: string,
  options: Omit<EnvironmentOptions, 'kubernetes'> = {},
  resultType?: CelType,
): string[] {
  return kubernetesVersions.filter(
    (kubernetes) => environment({ ...options, kubernetes }).check(text, resultType).issues.length === 0,
  )
}
