import { defineConfig } from 'vitest/config'

/** Tests that load modules anew: nothing else may run where they ran. */
const alone = ['test/cel/pattern-engine.test.ts']

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Files share the process and the modules of their worker: to load the sources anew for each file takes as long as all
    // the tests. A file leaves the process as it found it.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/cli/contract/**', 'test/package/**', ...alone],
          // What takes long says so in its figures; a busy machine is no failure.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, isolate: true },
      },
      {
        // What a pipeline would see: the built bundle as a process of its own.
        extends: true,
        test: {
          name: 'contract',
          include: ['test/cli/contract/**/*.test.ts'],
          globalSetup: 'test/cli/support/build-command-line.ts',
          testTimeout: 20_000,
        },
      },
      {
        // What is published, made, packed and installed.
        extends: true,
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
