/**
 * Where objects live: the ObjectStore port, its embedded backends in memory and in a directory of manifests, and the typed
 * client over any store. Knows the kinds and their admission, and files; knows nothing of networks, commands or decisions.
 */
export * from './admission.ts'
export * from './client.ts'
export * from './directory-store.ts'
export * from './memory-store.ts'
export * from './object-store.ts'
export * from './sources.ts'
export * from './store-options.ts'
