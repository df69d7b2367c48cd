import type { Library } from './library/declaration.ts'
import { extensionLibraries } from './library/index.ts'
import { standardLibrary, twoVariableLibrary } from './standard/index.ts'

/** Every library that an environment without a Kubernetes version has. */
export const baseLibraries: readonly Library[] = [standardLibrary, twoVariableLibrary, ...extensionLibraries]
