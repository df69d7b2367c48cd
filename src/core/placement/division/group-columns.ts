/**
 * Working memory of a division whose members are in groups, used again for the next. Plain columns: loops that run for every
 * seat are several times faster over local arrays than over an object that hides them.
 */
export class GroupColumns {
  /** By member the number of its group, −1 for one that takes no seats. */
  groupOf = new Int32Array(0)
  /** Members group by group; in each a heap, the one with the next claim to a seat on top. */
  items = new Int32Array(0)
  /** By group where its heap begins, and how many are in it. */
  starts = new Int32Array(0)
  lengths = new Int32Array(0)
  /** By group some member, whose domains are those of all in it. */
  samples = new Int32Array(0)
  /** By group how many soft spreads one more seat there would break; `closed` where it may have none. */
  broken = new Int32Array(0)
  /** A tournament between `n` groups: they are at `n` to `2n − 1`, and each place has the winner of those at its double and next. */
  winners = new Int32Array(0)

  /** Makes room for so many members in so many groups. */
  reserve(members: number, groups: number): void {
    if (members > this.items.length) {
      const room = Math.max(members, 2 * this.items.length)
      this.groupOf = new Int32Array(room)
      this.items = new Int32Array(room)
    }
    if (groups <= this.starts.length) return
    const room = Math.max(groups, 2 * this.starts.length)
    this.starts = new Int32Array(room)
    this.lengths = new Int32Array(room)
    this.samples = new Int32Array(room)
    this.broken = new Int32Array(room)
    this.winners = new Int32Array(2 * room)
  }
}
