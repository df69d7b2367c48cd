/**
 * Reading manifests from files, directories and stdin, as `-f` names them. Knows files and streams; what a manifest is, the
 * core says.
 */
export { quoteFilename, splitFilenames } from './filenames.ts'
export * from './read-manifest-files.ts'
