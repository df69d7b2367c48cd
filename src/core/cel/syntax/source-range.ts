/** A part of an expression's text: UTF-16 offsets, `end` exclusive. */
export type SourceRange = { readonly start: number; readonly end: number }
