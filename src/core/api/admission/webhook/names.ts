import type { Path } from '../../../apimachinery/index.ts'
import { labelProblems, subdomainProblems } from '../../../schema/index.ts'
import type { Findings } from './findings.ts'

/** Checks names of targets, which are DNS labels: any other name is of no target. */
export function checkTargetNames(names: readonly string[] | undefined, path: Path, findings: Findings): void {
  names?.forEach((name, index) => findings.problems([...path, index], name, labelProblems(name)))
}

/** Checks a namespace; an absent one passes. */
export function checkNamespace(name: string | undefined, path: Path, findings: Findings): void {
  if (name !== undefined) findings.problems(path, name, labelProblems(name))
}

/** Checks the name of an object that is referred to; an absent one passes. */
export function checkObjectName(name: string | undefined, path: Path, findings: Findings): void {
  if (name !== undefined) findings.problems(path, name, subdomainProblems(name))
}

/** Checks an API group: empty is the core group. */
export function checkGroup(group: string | undefined, path: Path, findings: Findings): void {
  if (group !== undefined && group !== '') findings.problems(path, group, subdomainProblems(group))
}

/** Checks an API version. */
export function checkVersion(version: string | undefined, path: Path, findings: Findings): void {
  if (version !== undefined) findings.problems(path, version, labelProblems(version))
}

/** Checks group, version and resource of an endpoint. */
export function checkEndpoint(
  endpoint: { readonly group: string; readonly version: string; readonly resource?: string },
  path: Path,
  findings: Findings,
): void {
  checkGroup(endpoint.group, [...path, 'group'], findings)
  checkVersion(endpoint.version, [...path, 'version'], findings)
  const { resource } = endpoint
  if (resource !== undefined && resource !== '*' && !resource.includes('/'))
    findings.problems([...path, 'resource'], resource, labelProblems(resource))
}

/** Checks a group and version written as one: `v1`, `apps/v1`. */
export function checkApiVersion(text: string | undefined, path: Path, findings: Findings): void {
  if (text === undefined) return
  const parts = text.split('/')
  if (parts.length > 2 || parts.some((part) => part === ''))
    findings.invalid(path, text, 'must be a version such as v1, or a group and a version such as apps/v1')
  else {
    checkVersion(parts.at(-1), path, findings)
    if (parts.length === 2) checkGroup(parts[0], path, findings)
  }
}

/** Checks that a text is a URL of the given scheme. */
export function checkUrl(text: string | undefined, path: Path, findings: Findings): void {
  if (text === undefined) return
  if (!/^https:\/\/[^/\s?#]+(?:[/?#]\S*)?$/.test(text))
    findings.invalid(path, text, 'must be an https URL such as https://10.0.0.1:6443')
}
