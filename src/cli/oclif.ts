import type { Command, Interfaces } from '@oclif/core'

/**
 * The one place that knows the command framework. Only what is used is taken, from its narrow entry points, so that a
 * start loads no more than it needs.
 */
export * as Args from '@oclif/core/args'
export { Command } from '@oclif/core/command'
export * as Flags from '@oclif/core/flags'

/** What `parse` of a command takes and returns. */
export type CommandInput<F extends Values, B extends Values, A extends Values> = Interfaces.Input<F, B, A>
export type CommandOutput<F extends Values, B extends Values, A extends Values> = Interfaces.ParserOutput<F, B, A>
/** Parsed values by name. */
export type Values = { [name: string]: unknown }
/** A command as the manifest describes it. */
export type CommandEntry = Command.Loadable
