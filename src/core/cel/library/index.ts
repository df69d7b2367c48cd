import { bindingsLibrary } from './bindings.ts'
import type { Library } from './declaration.ts'
import { encodersLibrary } from './encoders.ts'
import { formatLibrary } from './formats.ts'
import { jsonPatchLibrary } from './jsonpatch.ts'
import { kubernetesListsLibrary } from './kubernetes-lists.ts'
import { listsLibrary } from './lists.ts'
import { mathLibrary } from './math.ts'
import { cidrLibrary, ipLibrary } from './network.ts'
import { optionalsLibrary } from './optionals.ts'
import { quantityLibrary } from './quantity.ts'
import { kubernetesRegexLibrary, regexLibrary } from './regex.ts'
import { semverLibrary } from './semver.ts'
import { setsLibrary } from './sets.ts'
import { laterStringsLibrary, stringsLibrary } from './strings.ts'
import { urlLibrary } from './url-functions.ts'

/** Every library beside the language itself: cel-go's extensions and Kubernetes' own. */
export const extensionLibraries: readonly Library[] = [
  optionalsLibrary,
  stringsLibrary,
  laterStringsLibrary,
  kubernetesListsLibrary,
  listsLibrary,
  setsLibrary,
  mathLibrary,
  encodersLibrary,
  bindingsLibrary,
  kubernetesRegexLibrary,
  regexLibrary,
  quantityLibrary,
  ipLibrary,
  cidrLibrary,
  urlLibrary,
  semverLibrary,
  formatLibrary,
  jsonPatchLibrary,
]
