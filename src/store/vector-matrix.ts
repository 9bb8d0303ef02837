import type { ScoredId } from './store.ts';

/** Vectors of length 1 as the rows of one growing matrix; search is one matrix–vector product and a partial sort. */
export class VectorMatrix {
  readonly #dimensions: number;
  #data = new Float32Array(0);
  readonly #ids: string[] = [];
  readonly #rows = new Map<string, number>();

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  get size(): number {
    return this.#ids.length;
  }

  get bytes(): number {
    return this.#data.byteLength;
  }

  set(id: string, vector: Float32Array): void {
    if (vector.length !== this.#dimensions)
      throw new RangeError(`Expected ${this.#dimensions} numbers, got ${vector.length}.`);
    let row = this.#rows.get(id);
    if (row === undefined) {
      row = this.#ids.length;
      this.#ids.push(id);
      this.#rows.set(id, row);
      const needed = (row + 1) * this.#dimensions;
      if (needed > this.#data.length) {
        const grown = new Float32Array(Math.max(needed, this.#data.length * 2));
        grown.set(this.#data);
        this.#data = grown;
      }
    }
    this.#data.set(vector, row * this.#dimensions);
  }

  /** The last row moves into the gap, so that the matrix stays dense. */
  delete(id: string): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    const last = this.#ids.length - 1;
    const moved = this.#ids[last] as string;
    this.#data.copyWithin(row * this.#dimensions, last * this.#dimensions, (last + 1) * this.#dimensions);
    this.#ids[row] = moved;
    this.#rows.set(moved, row);
    this.#ids.pop();
    this.#rows.delete(id);
  }

  /** A copy of the row; undefined when there is none. */
  get(id: string): Float32Array | undefined {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : this.#copyOf(row);
  }

  /** Up to `count` rows, evenly spaced. */
  sample(count: number): Float32Array[] {
    const step = Math.max(1, this.#ids.length / count);
    return Array.from({ length: Math.min(count, this.#ids.length) }, (_, i) => this.#copyOf(Math.floor(i * step)));
  }

  #copyOf(row: number): Float32Array {
    return this.#data.slice(row * this.#dimensions, (row + 1) * this.#dimensions);
  }

  nearest(query: Float32Array, k: number, accept?: (id: string) => boolean): ScoredId[] {
    if (k <= 0) return [];
    const best: ScoredId[] = [];
    let floor = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < this.#ids.length; row++) {
      const offset = row * this.#dimensions;
      let score = 0;
      for (let i = 0; i < this.#dimensions; i++) score += (this.#data[offset + i] as number) * (query[i] as number);
      if (best.length >= k && score <= floor) continue;
      const id = this.#ids[row] as string;
      if (accept && !accept(id)) continue;
      // Sorted insertion: k is small, and most rows fall below the floor.
      let place = best.length;
      while (place > 0 && (best[place - 1] as ScoredId).score < score) place--;
      best.splice(place, 0, { id, score });
      if (best.length > k) best.pop();
      if (best.length === k) floor = (best[k - 1] as ScoredId).score;
    }
    return best;
  }
}
