import type { Library } from './library/declaration.ts'
import { extensionLibraries } from './library/index.ts'
import { targetFunctions } from './target-functions.ts'
import { standardLibrary, twoVariableLibrary } from './standard/index.ts'

/** Functions of targets belong to no Kubernetes version; environments that want them beside one ask for them. */
const ownFunctions: Library = {
  name: targetFunctions.name,
  get functions() {
    return targetFunctions.functions ?? []
  },
}

/** Every library that an environment without a Kubernetes version has. */
export const baseLibraries: readonly Library[] = [
  standardLibrary,
  twoVariableLibrary,
  ...extensionLibraries,
  ownFunctions,
]
