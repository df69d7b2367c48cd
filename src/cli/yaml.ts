export { formatYaml } from '../core/apimachinery/index.ts'
