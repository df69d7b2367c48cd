export { createPromptModule } from 'inquirer'
