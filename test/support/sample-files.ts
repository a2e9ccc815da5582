import { randomBytes } from 'node:crypto';

/** The bytes that make a file what it is; nothing that a program could open. */
const starts = {
  pdf: Buffer.from('%PDF-1.7\n'),
  png: Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de', 'hex'),
  jpg: Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  webp: Buffer.from('RIFF\x24\x00\x00\x00WEBPVP8 ', 'latin1'),
  exe: Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'),
  cfb: Buffer.from('d0cf11e0a1b11ae1', 'hex'),
} as const;

/** A file that starts like its kind and goes on at random. */
export const sample = (kind: keyof typeof starts, bytes = 100): Buffer =>
  Buffer.concat([starts[kind], randomBytes(Math.max(0, bytes - starts[kind].length))]);

/** A zip of empty entries, stored. */
export function zipOf(names: readonly string[]): Buffer {
  const entries = names.map((name) => {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(name.length, 26);
    return Buffer.concat([header, Buffer.from(name)]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  return Buffer.concat([...entries, end]);
}

/** An Office document before 2007, as far as it is looked at. */
export const compound = (stream: string): Buffer =>
  Buffer.concat([sample('cfb', 2_000), Buffer.from(stream, 'utf16le')]);

/** The EICAR test file, in two parts, so that no scanner takes this source file for it. */
export const eicar = [
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR',
  '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*',
].join('');
