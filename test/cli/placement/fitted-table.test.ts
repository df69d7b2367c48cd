import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fittedTable, wrapped } from '../../../src/cli/views/placement/fitted-table.ts'
import type { PlacementRow } from '../../../src/cli/views/placement/placement-row.ts'

const row = (given: Partial<PlacementRow>): PlacementRow => ({
  ...{ namespace: 'shop', workload: 'Deployment/web', outcome: 'Placed', policy: 'front', replicas: '9/9' },
  ...{ clusters: [], strategy: 'Spread', mode: 'Divided', why: '' },
  ...given,
})
const web = row({
  clusters: ['ap-south-1=2', 'us-east-1=2', 'eu-west-2=1', 'eu-west-4=1', 'ap-south-3=1', 'us-east-3=2'],
  why: 'divided over all targets that can take some',
})
const gpu = row({
  namespace: 'ml',
  workload: 'Deployment/assistant',
  outcome: 'Partial',
  policy: 'gpu',
  replicas: '1/2',
  clusters: ['eu-west-gpu=1'],
  why: '1 left over; too little nvidia.com/gpu is left for one more, which needs 4 (eu-west-gpu)',
})

describe('a table of placements on a screen', () => {
  test.each([
    {
      name: 'of 80 characters says under a row why not all of it has a place',
      rows: [web, gpu],
      width: 80,
      lines: [
        'NAMESPACE   WORKLOAD               OUTCOME   REPLICAS   TARGETS',
        'shop        Deployment/web         Placed    9/9        ap-south-1=2 us-east-1=2',
        '                                                        eu-west-2=1 (3 more)',
        'ml          Deployment/assistant   Partial   1/2        eu-west-gpu=1',
        '    1 left over; too little nvidia.com/gpu is left for one more, which needs 4',
        '    (eu-west-gpu)',
      ],
      isCut: true,
    },
    {
      name: 'of 130 characters has room for reasons',
      rows: [web, gpu],
      width: 130,
      lines: [
        'NAMESPACE   WORKLOAD               OUTCOME   POLICY   REPLICAS   TARGETS                    WHY',
        'shop        Deployment/web         Placed    front    9/9        ap-south-1=2 us-east-1=2   divided over all targets that can take',
        '                                                                 eu-west-2=1 (3 more)       some',
      ],
      isCut: true,
    },
    {
      name: 'of 60 characters leaves out the one namespace there is',
      rows: [row({ why: 'every target that can take it is taken', clusters: ['a=9'] })],
      width: 60,
      lines: ['WORKLOAD         OUTCOME   REPLICAS   TARGETS', 'Deployment/web   Placed    9/9        a=9'],
      isCut: true,
    },
    {
      name: 'says it when all of it is there',
      rows: [row({ outcome: 'Unplaced', replicas: '0/9', why: 'no target can take it' })],
      width: 60,
      lines: [
        'WORKLOAD         OUTCOME    REPLICAS   TARGETS',
        'Deployment/web   Unplaced   0/9        <none>',
        '    no target can take it',
      ],
      isCut: false,
    },
  ])('$name', ({ rows, width, lines, isCut }) => {
    const fitted = fittedTable(rows, width)
    expect(fitted.text.split('\n').slice(0, lines.length)).toEqual(lines)
    expect(fitted.isCut).toBe(isCut)
  })

  test('has no line that the screen would break, and names every workload, whatever the rows', () => {
    const word = fc.stringMatching(/^[a-z=1-9-]{1,20}$/)
    const rows = fc.array(
      fc
        .record({
          namespace: fc.constantFrom('', 'shop', 'ml'),
          outcome: fc.constantFrom('Placed', 'Partial', 'Unplaced', 'Follows', 'Error'),
          clusters: fc.array(word, { maxLength: 30 }),
          workload: word,
          why: fc.string({ maxLength: 200 }),
        })
        .map(row),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(rows, fc.integer({ min: 90, max: 200 }), fc.boolean(), (given, width, noHeaders) => {
        const lines = fittedTable(given, width, noHeaders).text.split('\n')
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width)
        for (const { workload } of given) expect(lines.join('\n')).toContain(workload)
        expect(lines.filter((line) => line.startsWith('NAMESPACE')).length).toBe(noHeaders ? 0 : 1)
      }),
    )
  })

  test('lines of words hold all of them', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        const lines = wrapped(text, width)
        expect(Math.max(0, ...lines.map(({ length }) => length))).toBeLessThanOrEqual(width)
      }),
    )
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrapped('incomprehensible', 6)).toEqual(['incomp', 'rehens', 'ible'])
  })
})
