import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { Problem } from '../problem.ts';
import { type FileType, fileExtensions } from './file-types.ts';
import { headBytes, TypeCheck } from './type-check.ts';
import type { FileScan, VirusScan } from './virus-scan.ts';

/** What a file is inspected for. */
export interface InspectionOptions {
  readonly name: string;
  readonly type: FileType;
  readonly maxBytes: number;
  readonly scan: VirusScan;
}

/**
 * Lets a file through and looks at every byte: length, type, malware, hash. It ends only if the file is accepted; else it
 * fails with a Problem, so that whatever writes behind it fails too. Nothing passes before the first bytes fit the name.
 */
export class Inspection extends Transform {
  readonly #options: InspectionOptions;
  readonly #type: TypeCheck;
  readonly #scan: FileScan;
  readonly #hash = createHash('sha256');
  #head: Buffer[] | undefined = [];
  #bytes = 0;
  #refusal: Problem | undefined;

  constructor(options: InspectionOptions) {
    super();
    this.#options = options;
    this.#type = new TypeCheck(options.type);
    this.#scan = options.scan.start();
  }

  /** Why the file was refused; undefined if it was not. */
  get refusal(): Problem | undefined {
    return this.#refusal;
  }

  /** Length and SHA-256 (hex); call it once, after the end. */
  result(): { readonly bytes: number; readonly sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#take(chunk).then(() => done(), this.#refuse(done));
  }

  override _flush(done: TransformCallback): void {
    this.#finish().then(() => done(), this.#refuse(done));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (error) this.#scan.abort();
    done(error);
  }

  readonly #refuse = (done: TransformCallback) => (error: unknown) => {
    this.#refusal =
      error instanceof Problem ? error : new Problem('INTERNAL_ERROR', 'inspection', {}, error);
    done(this.#refusal);
  };

  async #take(chunk: Buffer): Promise<void> {
    const { maxBytes } = this.#options;
    this.#bytes += chunk.length;
    if (this.#bytes > maxBytes) throw tooLarge(maxBytes, `more than ${maxBytes} bytes`);
    this.#hash.update(chunk);
    this.#type.write(chunk);
    await this.#scanned(() => this.#scan.write(chunk));
    if (this.#head === undefined) {
      this.push(chunk);
      return;
    }
    this.#head.push(chunk);
    if (this.#bytes >= headBytes) await this.#passHead();
  }

  async #finish(): Promise<void> {
    if (this.#bytes === 0) throw emptyFile();
    await this.#passHead();
    const verdict = await this.#scanned(() => this.#scan.finish());
    if (verdict !== null) throw infected(verdict);
    this.#refuseType(this.#type.finish());
  }

  /** Gives on what was held back, once it is known to be what the name says. */
  async #passHead(): Promise<void> {
    if (this.#head === undefined) return;
    const head = Buffer.concat(this.#head);
    this.#head = undefined;
    this.#refuseType(await this.#type.head(head.subarray(0, headBytes)));
    this.push(head);
  }

  #refuseType(found: string | undefined): void {
    if (found === undefined) return;
    const { name, type } = this.#options;
    const expected = `${type.mediaType}, as the name ends in ${name.slice(name.lastIndexOf('.'))}`;
    throw new Problem('FILE_TYPE_MISMATCH', `expected ${expected}, found ${found}`, {
      errors: [{ field: '/file', expected, found }],
    });
  }

  async #scanned<T>(ask: () => Promise<T> | T): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const headers = { 'retry-after': '10' };
      throw new Problem('SCANNER_UNAVAILABLE', this.#options.scan.name, { headers }, error);
    }
  }
}

/** The refusal of a file that is too long, whether it says so or shows it. */
export const tooLarge = (maxBytes: number, found: string): Problem =>
  new Problem('FILE_TOO_LARGE', `expected at most ${maxBytes} bytes, found ${found}`, {
    errors: [{ field: '/file', expected: `at most ${maxBytes} bytes`, found }],
  });

/** The refusal of a name whose ending is not on the list. */
export const typeNotTaken = (name: string): Problem => {
  const expected = `a name that ends in one of ${fileExtensions.map((known) => `.${known}`).join(', ')}`;
  const dot = name.lastIndexOf('.');
  const found = dot < 0 ? 'no extension' : name.slice(dot).slice(0, 20);
  return new Problem('FILE_TYPE_NOT_TAKEN', `expected ${expected}, found ${found}`, {
    errors: [{ field: '/file/filename', expected, found }],
  });
};

const emptyFile = (): Problem =>
  new Problem('REQUEST_NOT_VALID', 'missing or wrong: /file', {
    errors: [{ field: '/file', expected: 'at least 1 byte', found: 'an empty file' }],
  });

const infected = (found: string): Problem =>
  new Problem('FILE_INFECTED', `the scan found ${found}`, {
    errors: [{ field: '/file', expected: 'a file without malware', found }],
  });
