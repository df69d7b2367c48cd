import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/cli/contract/**', 'test/package/**'],
          // What takes long says so in its figures; a busy machine is no failure.
          testTimeout: 20_000,
        },
      },
      {
        // What a pipeline would see: the built bundle as a process of its own.
        test: {
          name: 'contract',
          include: ['test/cli/contract/**/*.test.ts'],
          globalSetup: 'test/cli/support/build-command-line.ts',
          testTimeout: 20_000,
        },
      },
      {
        // What is published, made, packed and installed.
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: 'test/package/support/make-package.ts',
          testTimeout: 60_000,
        },
      },
    ],
  },
})
