/** The only place that names the YAML package; it is loaded when the first YAML text is read. */
export { Composer, CST, type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Node, Parser } from 'yaml'
