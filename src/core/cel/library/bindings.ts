import type { Library, Macro } from './declaration.ts'

/** `cel.bind(name, value, body)`: a name for a value that is needed more than once. */
const bind: Macro = {
  name: 'bind',
  isMember: true,
  arity: 3,
  expand(build, target, [name, value, body]) {
    if (target?.kind !== 'identifier' || target.name !== 'cel') return undefined
    if (name === undefined || value === undefined || body === undefined) return undefined
    if (name.kind !== 'identifier' || name.name.startsWith('.'))
      return build.fail(name, 'cel.bind() variable names must be simple identifiers')
    return build.bind(name.name, value, body)
  },
}

/** `cel.lib.ext.cel.bindings`. Kubernetes' base environment has not got it. @see github.com/google/cel-go/ext/bindings.go */
export const bindingsLibrary: Library = { name: 'bindings', macros: [bind] }
