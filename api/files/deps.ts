import type { FileStore } from './file-store.ts';
import type { VirusScan } from './virus-scan.ts';

/** What files stand on. */
export interface FileDeps {
  readonly store: FileStore;
  readonly scan: VirusScan;
  /** Longest file. */
  readonly maxBytes: number;
  /** How many files one order may have. */
  readonly maxPerOrder: number;
  /** How long an upload may stand still before it is given up, milliseconds. */
  readonly stallMs: number;
}

/** The limits where nothing else is said; bytes, files, milliseconds. */
export const fileLimits = {
  maxBytes: 50 * 1024 * 1024,
  maxPerOrder: 500,
  stallMs: 30_000,
} as const;
