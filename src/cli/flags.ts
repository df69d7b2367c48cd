import { colourChoices } from './palette.ts'
import { Flags } from './oclif.ts'

const everywhere = 'Everywhere'

/** Flags that every command has. */
export const globalFlags = {
  color: Flags.option({ options: colourChoices })({
    summary:
      'Whether to colour: auto, always or never. NO_COLOR and FORCE_COLOR are heeded under auto. [default: auto]',
    helpGroup: everywhere,
  }),
  input: Flags.boolean({
    allowNo: true,
    default: true,
    summary: 'Ask for what is missing when on a terminal; --no-input never asks.',
    helpGroup: everywhere,
  }),
  v: Flags.integer({
    char: 'v',
    helpValue: 'LEVEL',
    min: 0,
    max: 9,
    summary: 'How much to say on stderr, 0 to 9; from 6 on, errors show where they come from. [default: 0]',
    helpGroup: everywhere,
  }),
}

/** Which hub a command works on. */
export const hubFlags = {
  hub: Flags.string({
    helpValue: 'HUB',
    summary: 'The hub: local, or local:DIR. [default: $TMCCTL_HUB, else what `hub use` chose, else local]',
  }),
}

/** How a result is printed. `print` of the base command reads them. */
export const outputFlags = {
  output: Flags.string({
    char: 'o',
    helpValue: 'FORMAT',
    summary:
      'Output format: table, wide, json, yaml, name, jsonl, jsonpath=TEMPLATE, jsonpath-file=FILE, custom-columns=SPEC or custom-columns-file=FILE. [default: table]',
    helpGroup: 'Output',
  }),
  'no-headers': Flags.boolean({ summary: 'Leave out the heads of table columns.', helpGroup: 'Output' }),
}

/** How lists of objects are printed; use with {@link outputFlags}. */
export const listFlags = {
  'sort-by': Flags.string({
    helpValue: 'JSONPATH',
    summary: 'Order rows by this field, such as .metadata.name.',
    helpGroup: 'Output',
  }),
  'show-labels': Flags.boolean({ summary: 'Add a last column with all labels.', helpGroup: 'Output' }),
  'label-columns': Flags.string({
    char: 'L',
    multiple: true,
    delimiter: ',',
    helpValue: 'KEY',
    summary: 'Add a column for each of these labels.',
    helpGroup: 'Output',
  }),
}

/** Which objects are meant. */
export const selectionFlags = {
  selector: Flags.string({
    char: 'l',
    helpValue: 'SELECTOR',
    summary: 'Only objects whose labels match, as `a=b,c!=d,e in (f,g),!h`.',
  }),
  'field-selector': Flags.string({
    helpValue: 'SELECTOR',
    summary: 'Only objects whose fields match, as `metadata.name=a,spec.location!=b`.',
  }),
}

/** The namespace a command works in. */
export const namespaceFlags = {
  namespace: Flags.string({ char: 'n', helpValue: 'NAMESPACE', summary: 'Namespace. [default: default]' }),
}

/** Every namespace at once, whatever {@link namespaceFlags} say, as in kubectl. */
export const allNamespacesFlags = {
  'all-namespaces': Flags.boolean({ char: 'A', summary: 'Look in all namespaces, whatever -n says.' }),
}

/** Manifests to read. */
export const filenameFlags = {
  filename: Flags.string({
    char: 'f',
    multiple: true,
    helpValue: 'FILE|DIR|-',
    summary: 'Manifests: files, directories, or - for stdin, with commas between them. May be given several times.',
  }),
  recursive: Flags.boolean({ char: 'R', summary: 'Look into the directories inside a directory too.' }),
}

/** Stay until what was asked for has happened. */
export const waitFlags = {
  wait: Flags.boolean({ summary: 'Wait until the objects are really gone: until their finalizers are done.' }),
  timeout: Flags.string({
    helpValue: 'DURATION',
    dependsOn: ['wait'],
    summary: 'How long --wait waits, such as 30s or 5m; exit code 6 when that is over. [default: without end]',
  }),
}

/** Go on printing as things change. */
export const watchFlags = {
  watch: Flags.boolean({ char: 'w', summary: 'After listing, go on printing what changes until interrupted.' }),
  'watch-only': Flags.boolean({ summary: 'Print only what changes, not what is there now.' }),
}

/** Show a change without making it. */
export const dryRunFlags = {
  'dry-run': Flags.option({ options: ['none', 'client'] as const })({
    summary: 'client: check and print what would be written, and write nothing. [default: none]',
  }),
}

/** Destroy without being asked. */
export const yesFlags = {
  yes: Flags.boolean({ char: 'y', summary: 'Do not ask before removing anything.' }),
}

/** What does not exist is left out. */
export const missingFlags = {
  'ignore-not-found': Flags.boolean({ summary: 'An object that does not exist is no error.' }),
}

/** Which targets a command is about, when they are not named; see `chooseTargets`. */
export const chosenTargetFlags = {
  selector: selectionFlags.selector,
  all: Flags.boolean({ summary: 'All targets of the hub.' }),
}
