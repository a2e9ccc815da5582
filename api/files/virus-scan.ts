import { ByteSearch } from './byte-search.ts';

/** What looks for malware in files while they arrive. The port to a real scanner, chosen in `server.ts`. */
export interface VirusScan {
  /** What it is, honestly: stored with every file that it let through. */
  readonly name: string;
  /** Begins with one file. */
  readonly start: () => FileScan;
}

/** One file under scan. Anything thrown means that the scanner is away: the file is refused for now, 503. */
export interface FileScan {
  /** Takes the next bytes; what it returns is waited for before more come. */
  readonly write: (chunk: Buffer) => Promise<void> | void;
  /** The verdict, after the last byte: the name of what was found, or null. */
  readonly finish: () => Promise<string | null> | string | null;
  /** The file was refused or cut off; no verdict is wanted any more. */
  readonly abort: () => void;
}

/** In two parts, so that no scanner takes this source file for the test file. */
const eicar = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
  'latin1',
);

/**
 * Recognizes the EICAR test string anywhere in a file, and no real malware at all: it proves the path, and stands where
 * a scanner has to be plugged in. What is packed (zip, docx) is not unpacked.
 */
export const eicarOnly: VirusScan = {
  name: 'EICAR test string only (no virus scanner is connected)',
  start: () => {
    const search = new ByteSearch([eicar]);
    return {
      write: (chunk) => search.write(chunk),
      finish: () => (search.has(0) ? 'EICAR test file' : null),
      abort: () => undefined,
    };
  },
};
