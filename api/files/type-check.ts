import { fileTypeFromBuffer } from 'file-type';
import { ByteSearch } from './byte-search.ts';
import type { FileType } from './file-types.ts';

/** How many first bytes are enough to tell what a file is. */
export const headBytes = 64 * 1024;

const signatures = {
  zip: [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('PK\x05\x06', 'latin1')],
  cfb: [Buffer.from('d0cf11e0a1b11ae1', 'hex')],
} as const;

/** Compares the content of one file with what its name says it is, while it passes by. */
export class TypeCheck {
  readonly #type: FileType;
  readonly #markers: readonly Buffer[];
  readonly #search: ByteSearch;

  constructor(type: FileType) {
    this.#type = type;
    this.#markers = [...(type.markers ?? []).flat(), ...(type.forbidden ?? [])];
    this.#search = new ByteSearch(this.#markers);
  }

  /** @returns what the first bytes are instead, in words; undefined if they fit */
  async head(bytes: Buffer): Promise<string | undefined> {
    const { detected, start, container, isText } = this.#type;
    const found = await detect(bytes);
    if (isText) return fitsText(found, bytes) ? undefined : describe(found, bytes);
    if (found !== undefined && detected.includes(found.ext)) return undefined;
    if (found === undefined && start && startsWith(bytes, [start])) return undefined;
    if (container === undefined || !startsWith(bytes, signatures[container])) {
      return describe(found, bytes);
    }
    // Every kind of zip is a zip; a document must not turn out to be another kind of it.
    const isOpen = detected.length === 0 || found === undefined || found.ext === 'zip';
    return isOpen ? undefined : describe(found, bytes);
  }

  write(chunk: Buffer): void {
    this.#search.write(chunk);
  }

  /** @returns what the whole content lacks, in words; undefined if it fits */
  finish(): string | undefined {
    const has = (marker: Buffer) => this.#search.has(this.#markers.indexOf(marker));
    const { markers = [], forbidden = [], container } = this.#type;
    if (!markers.every((choices) => choices.some(has))) return `another kind of ${container} file`;
    return forbidden.some(has) ? 'a document with macros' : undefined;
  }
}

type Detected = Awaited<ReturnType<typeof fileTypeFromBuffer>>;

/** The head may end in the middle of something: what cannot be read on is unknown. */
async function detect(bytes: Buffer): Promise<Detected> {
  try {
    return await fileTypeFromBuffer(bytes);
  } catch {
    return undefined;
  }
}

const startsWith = (bytes: Buffer, starts: readonly Buffer[]): boolean =>
  starts.some((start) => bytes.subarray(0, start.length).equals(start));

const isTextual = ({ mime }: NonNullable<Detected>): boolean =>
  mime.startsWith('text/') || mime === 'application/xml';

const fitsText = (found: Detected, bytes: Buffer): boolean =>
  isUtf16(bytes) || ((found === undefined || isTextual(found)) && isText(bytes));

/** UTF-16 says so in its first two bytes; `file-type` takes some of it for sound. */
const isUtf16 = (bytes: Buffer): boolean => {
  const isSwapped = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!isSwapped && !(bytes[0] === 0xff && bytes[1] === 0xfe)) return false;
  const text = new TextDecoder(isSwapped ? 'utf-16be' : 'utf-16le').decode(bytes);
  return ![...text].some((sign) => isControl(sign.charCodeAt(0)));
};

/** Every encoding of text but UTF-16 keeps these bytes for white space, ESC and nothing else. */
const isText = (bytes: Buffer): boolean => !bytes.some(isControl);

const isControl = (code: number): boolean =>
  (code < 0x20 && !(code >= 0x09 && code <= 0x0d) && code !== 0x1b) || code === 0x7f;

const describe = (found: Detected, bytes: Buffer): string => {
  if (found) return found.mime;
  return isText(bytes) || isUtf16(bytes) ? 'text' : 'bytes of no known kind';
};
