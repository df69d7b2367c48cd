import {
  type JsonPath,
  type JsonValue,
  type KubeObject,
  parseRelaxedJsonPath,
  Quantity,
  TmcError,
} from '../../core/apimachinery/index.ts'

/**
 * Sorts objects by a field as kubectl's `--sort-by`: objects without the field first, texts that are quantities by their
 * value, equal ones in the order they had.
 *
 * @param field a JSONPath, also in its relaxed forms
 * @throws TmcError `InvalidJsonPath`; `Usage` when no object has the field or its values cannot be ordered
 */
export function sortObjects(objects: readonly KubeObject[], field: string): KubeObject[] {
  if (objects.length === 0) return []
  const path = parseRelaxedJsonPath(field)
  const keyed = objects.map((object) => ({ object, key: firstOf(path, object) }))
  if (keyed.every(({ key }) => key === undefined))
    throw new TmcError('Usage', `couldn't find any field with path ${JSON.stringify(path.text)} in the list of objects`)
  return keyed.sort((left, right) => compare(left.key, right.key, path.text)).map(({ object }) => object)
}

function firstOf(path: JsonPath, object: KubeObject): JsonValue | undefined {
  return path.find(object)[0]?.[0]
}

function compare(left: JsonValue | undefined, right: JsonValue | undefined, path: string): number {
  const ranks = rank(left, path) - rank(right, path)
  if (ranks !== 0) return ranks
  if (typeof left === 'string' && typeof right === 'string') {
    const quantities = [Quantity.tryParse(left), Quantity.tryParse(right)]
    const [first, second] = quantities
    if (first !== undefined && second !== undefined) return first.compare(second)
    return left < right ? -1 : left > right ? 1 : 0
  }
  if (left === undefined || left === null || right === undefined || right === null) return 0
  return left < right ? -1 : left > right ? 1 : 0
}

/** What is absent comes first, then null; kinds of values do not mix. */
function rank(value: JsonValue | undefined, path: string): number {
  if (value === undefined) return 0
  if (value === null) return 1
  switch (typeof value) {
    case 'boolean':
      return 2
    case 'number':
    case 'bigint':
      return 3
    case 'string':
      return 4
    default:
      throw new TmcError('Usage', `--sort-by ${path}: objects and lists cannot be sorted by`)
  }
}
