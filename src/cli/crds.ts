export { apiResourceSchemaOf, crdOf } from '../core/schema/index.ts'
