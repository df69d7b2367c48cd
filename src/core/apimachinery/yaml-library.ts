import { Composer, CST, isAlias, isMap, isScalar, isSeq, Lexer, Parser } from 'yaml'

export type { CST, Node } from 'yaml'

/** The only place that names the YAML package; it is loaded when the first YAML text is read. */
export const yaml = {
  Composer,
  isAlias,
  isCollection: CST.isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  tokenType: CST.tokenType,
}
