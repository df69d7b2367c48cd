import { TmcError } from '../apimachinery/index.ts'
import type { DeletionRequest, StoreAdmission, StoreAdmissionRequest } from './admission.ts'

let admission: StoreAdmission | undefined

/**
 * Admission as the kinds of this project define it, read when something is first to be judged: who only looks at a store needs
 * neither rules nor the language they are written in, which are most of what there is to read.
 */
export const lateAdmission: StoreAdmission = Object.assign(
  (request: StoreAdmissionRequest) => {
    if (admission === undefined) throw new TmcError('Bug', 'a verdict was asked for before admission was ready')
    return admission(request)
  },
  {
    deletion: (request: DeletionRequest) => {
      if (admission?.deletion === undefined)
        throw new TmcError('Bug', 'a verdict was asked for before admission was ready')
      return admission.deletion(request)
    },
    ready: async () => {
      admission ??= (await import('./admission.ts')).kindAdmission
    },
  },
)
