/** The newest `capacity` items. Each item keeps its ordinal (0, 1, 2, …) for as long as it is held. */
export class Ring<T> {
  readonly capacity: number;
  private readonly slots: (T | undefined)[];
  private start = 0;
  private stop = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.slots = new Array<T | undefined>(capacity);
  }

  /** Ordinal of the oldest item held. */
  get first(): number {
    return this.start;
  }

  /** Ordinal that the next item gets. */
  get end(): number {
    return this.stop;
  }

  get size(): number {
    return this.stop - this.start;
  }

  /** Takes an item; returns the oldest one if it had to go for it. */
  push(item: T): T | undefined {
    const slot = this.stop % this.capacity;
    const evicted = this.size === this.capacity ? this.slots[slot] : undefined;
    if (this.size === this.capacity) this.start++;
    this.slots[slot] = item;
    this.stop++;
    return evicted;
  }

  /** Takes the oldest item away. */
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const slot = this.start % this.capacity;
    const item = this.slots[slot];
    this.slots[slot] = undefined;
    this.start++;
    return item;
  }

  /** The item with this ordinal, if it is still held. */
  at(ordinal: number): T | undefined {
    if (ordinal < this.start || ordinal >= this.stop) return undefined;
    return this.slots[ordinal % this.capacity];
  }

  /** Forgets everything; ordinals go on. */
  clear(): void {
    this.slots.fill(undefined);
    this.start = this.stop;
  }

  /** The items from the oldest to the newest. */
  toArray(): T[] {
    const all: T[] = [];
    for (let ordinal = this.start; ordinal < this.stop; ordinal++) {
      const item = this.at(ordinal);
      if (item !== undefined) all.push(item);
    }
    return all;
  }
}
