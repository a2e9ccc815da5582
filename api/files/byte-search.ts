/** Looks for byte patterns in a stream of chunks, across their borders. Keeps as many bytes as the longest pattern has. */
export class ByteSearch {
  readonly #patterns: readonly Buffer[];
  readonly #found = new Set<number>();
  readonly #overlap: number;
  #tail: Buffer = Buffer.alloc(0);

  /** @param patterns - none of them empty */
  constructor(patterns: readonly Buffer[]) {
    this.#patterns = patterns;
    this.#overlap = Math.max(0, ...patterns.map(({ length }) => length - 1));
  }

  /** Whether the pattern with this index was in what was written so far. */
  has(index: number): boolean {
    return this.#found.has(index);
  }

  write(chunk: Buffer): void {
    const border = Buffer.concat([this.#tail, chunk.subarray(0, this.#overlap)]);
    for (const [index, pattern] of this.#patterns.entries()) {
      if (this.#found.has(index)) continue;
      if (border.includes(pattern) || chunk.includes(pattern)) this.#found.add(index);
    }
    const known = chunk.length < this.#overlap ? Buffer.concat([this.#tail, chunk]) : chunk;
    this.#tail = known.subarray(Math.max(0, known.length - this.#overlap));
  }
}
