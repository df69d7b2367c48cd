import { operandBelow } from './check/words.ts'
import type { Checked } from './checker.ts'
import type { Reads } from './program.ts'
import { type Comprehension, type Expr, operands } from './syntax/syntax.ts'

type Path = readonly string[]

/** What a local variable stands for: the paths of the elements it takes, if they come from outside. */
type Local = { readonly name: string; readonly path: Path | undefined }

/** Finds the variables and field paths that an expression reads. */
export function readsOf({ expr, references }: Checked): Reads {
  const variables = new Set<string>()
  const paths = new Map<string, Path>()
  const locals: Local[] = []

  const use = (path: Path | undefined): void => {
    if (path !== undefined) paths.set(JSON.stringify(path), path)
  }

  /** The path that a node is, if it is one; reads everything else inside it. */
  const visit = (start: Expr): Path | undefined => {
    // Chains of selections and operators may be long: down their left side without recursion.
    const chain: Expr[] = []
    let at = start
    for (let next = first(at); next !== undefined; next = first(at)) {
      chain.push(at)
      at = next
    }
    let path = leaf(at)
    while (chain.length > 0) {
      const node = chain.pop()
      if (node !== undefined) path = step(node, path)
    }
    return path
  }

  const first = (node: Expr): Expr | undefined => operandBelow(node, { references })

  /** A node whose first operand was visited and came to `path`. */
  const step = (node: Expr, path: Path | undefined): Path | undefined => {
    if (node.kind === 'select') return path === undefined ? undefined : longer(path, node.field)
    if (node.kind === 'comprehension') return loop(node, path)
    if (node.kind !== 'call') return undefined
    const rest = operands(node).slice(1)
    const [index] = rest
    switch (node.name) {
      case '_[_]':
      case '_[?_]':
      case '_?._': {
        if (index !== undefined && index.kind !== 'literal') use(visit(index))
        if (path === undefined) return undefined
        const key = index?.kind === 'literal' && typeof index.value === 'string' ? index.value : '[*]'
        return longer(path, key)
      }
      case '_?_:_':
        use(path)
        for (const branch of rest) use(visit(branch))
        return undefined
      default:
        use(path)
        for (const arg of rest) use(visit(arg))
        return undefined
    }
  }

  const leaf = (node: Expr): Path | undefined => {
    const reference = references[node.id]
    if (reference?.kind === 'variable') {
      variables.add(reference.name)
      return [reference.name]
    }
    switch (node.kind) {
      case 'identifier':
        return locals.findLast((local) => local.name === node.name)?.path
      case 'call':
        for (const arg of node.args) use(visit(arg))
        return undefined
      case 'list':
        for (const element of node.elements) use(visit(element))
        return undefined
      case 'map':
        for (const entry of node.entries) {
          use(visit(entry.key))
          use(visit(entry.value))
        }
        return undefined
      case 'struct':
        for (const field of node.fields) use(visit(field.value))
        return undefined
      case 'bind': {
        const path = visit(node.init)
        use(path)
        locals.push({ name: node.name, path })
        const body = visit(node.body)
        locals.pop()
        return body
      }
      case 'literal':
      case 'select':
      case 'comprehension':
        return undefined
    }
  }

  /** A macro over a range that was visited. */
  const loop = (node: Comprehension, range: Path | undefined): undefined => {
    const elements = range === undefined ? undefined : [...range, '[*]']
    // Even a body that looks at no element depends on how many there are.
    use(elements)
    use(visit(node.init))
    locals.push({ name: node.accumulator, path: undefined })
    locals.push({ name: node.variable, path: node.variable2 === undefined ? elements : undefined })
    if (node.variable2 !== undefined) locals.push({ name: node.variable2, path: elements })
    use(visit(node.condition))
    use(visit(node.step))
    locals.pop()
    if (node.variable2 !== undefined) locals.pop()
    use(visit(node.result))
    locals.pop()
  }

  use(visit(expr))
  return { variables: [...variables], paths: withoutPrefixes([...paths.values()]) }
}

/** A path one step longer; below the longest one it tells no more. */
function longer(path: Path, part: string): Path {
  return path.length < longestPath ? [...path, part] : path
}

const longestPath = 500

/** Leaves out a path `a.b[*]` that says no more than `a.b[*].c`, which is read too. */
function withoutPrefixes(paths: readonly Path[]): readonly Path[] {
  return paths.filter(
    (path) =>
      path.at(-1) !== '[*]' ||
      !paths.some((other) => other.length > path.length && path.every((part, index) => other[index] === part)),
  )
}
