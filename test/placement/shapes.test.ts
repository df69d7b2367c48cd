import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildFleet, indexed } from '../../src/core/placement/fleet/fleet.ts'
import { allBits } from '../../src/core/placement/fleet/bits.ts'
import { Passing } from '../../src/core/placement/filters/filter-cache.ts'
import { Ledger } from '../../src/core/placement/usage/ledger.ts'
import { noLimits } from '../../src/core/placement/policy/limits.ts'
import { DemandBook } from '../../src/core/placement/usage/demand.ts'
import { fillPoints } from '../../src/core/placement/ranking/points.ts'
import { ShapeBook } from '../../src/core/placement/ranking/shapes.ts'
import { strategies } from '../../src/core/placement/strategies/registry.ts'
import { readWorkload } from '../../src/core/placement/workload/workload.ts'
import { deployment, target } from './support/objects.ts'

const runs = { numRuns: 300, seed: 20261124 }

describe('what workloads of one shape share', () => {
  const steps = fc.array(fc.record({ target: fc.nat(7), pods: fc.integer({ min: -2, max: 4 }), looks: fc.boolean() }), {
    maxLength: 30,
  })
  const fleet = indexed(
    buildFleet({
      targets: Array.from({ length: 8 }, (_, index) =>
        target(`t${index}`, {
          capacity: index === 3 ? { cpu: '6' } : { cpu: String(4 + index), memory: `${8 + index}Gi` },
        }),
      ),
    }),
  )
  const workload = readWorkload(deployment('w', { cpu: '500m', memory: '1Gi' }), fleet.kinds, fleet.reader, 'shop')
  const demand = new DemandBook(fleet).demandOf(workload, noLimits)
  const passing = new Passing(allBits(fleet.size), fleet.size)

  test.each([...strategies.values()].map((strategy) => [strategy.name, strategy] as const))(
    'room and the points of %s, brought up to date, are those found anew',
    (_, strategy) => {
      fc.assert(
        fc.property(steps, fc.integer({ min: 1, max: 6 }), (all, most) => {
          const ledger = new Ledger(fleet)
          const shapes = new ShapeBook(fleet, ledger)
          const pods = { copies: undefined, most }
          for (const { target: number, pods: count, looks } of all) {
            ledger.charge(number, ledger.chargeOf(workload, demand, count, 1))
            if (!looks) continue
            const shape = shapes.shape(demand, passing)
            const points = shapes.points(shape, strategy, pods)
            const room = new Float64Array(fleet.size)
            ledger.fillRoom(demand, passing.list, fleet.size, room)
            expect(shape.room).toEqual(room)
            const anew = new Float64Array(fleet.size)
            fillPoints(strategy, demand, pods, ledger, room, passing.list, fleet.size, anew)
            expect(points).toEqual(anew)
          }
        }),
        { ...runs, numRuns: 60 },
      )
    },
  )

  test('what was free at a moment is what was free then', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const ledger = new Ledger(fleet)
        const column = fleet.columns.get('cpu')
        if (column === undefined) throw new Error('no cpu')
        const seen: { readonly moment: number; readonly free: readonly number[] }[] = []
        const look = () => seen.push({ moment: ledger.now, free: Array.from(ledger.free(column)) })
        look()
        for (const { target: number, pods } of all) {
          ledger.charge(number, ledger.chargeOf(workload, demand, pods, 1))
          look()
        }
        for (const { moment, free } of [...seen, ...seen.toReversed(), ...seen.filter((_, index) => index % 3 === 0)])
          expect(fleet.names.map((_, number) => ledger.freeAt(column, number, ledger.placeAt(number, moment)))).toEqual(
            free,
          )
      }),
      runs,
    )
  })
})
