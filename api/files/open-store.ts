import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStorage } from '@flystorage/file-storage';
import { LocalStorageAdapter } from '@flystorage/local-fs';
import { FileStore } from './file-store.ts';

/** Where contents are kept. Credentials of an object store come from the AWS SDK's own chain. */
export type FileStoreSettings =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly region: string;
      /** Of another service that speaks S3; undefined: AWS. */
      readonly endpoint: string | undefined;
      /** The bucket in the path instead of the host name. */
      readonly isPathStyle: boolean;
    };

/** An object store must answer within this; milliseconds. */
const connectWithinMs = 5_000;
const answerWithinMs = 30_000;
/** Of one upload, this much is in memory at a time; bytes. The least that S3 takes. */
const partBytes = 5 * 1024 * 1024;

/**
 * Opens the file store; a folder is created (0700, its files 0600).
 *
 * @throws the system's error if the folder cannot be created or written; a bucket is not asked for here
 */
export async function openFileStore(settings: FileStoreSettings): Promise<FileStore> {
  return settings.kind === 'folder'
    ? await folderStore(settings.folder)
    : await bucketStore(settings);
}

async function folderStore(folder: string): Promise<FileStore> {
  for (const part of ['incoming', 'files']) {
    await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
  }
  const isPrivate = { visibility: 'private', directoryVisibility: 'private' };
  const storage = new FileStorage(new LocalStorageAdapter(folder), undefined, {
    writes: isPrivate,
    moves: isPrivate,
  });
  return new FileStore(storage, async (key) => {
    const file = await open(join(folder, key), 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** The SDK is loaded only where it is used: a quarter of a second, and 20 MB of memory. */
async function bucketStore(
  settings: Extract<FileStoreSettings, { kind: 's3' }>,
): Promise<FileStore> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { AwsS3StorageAdapter } = await import('@flystorage/aws-s3');
  const { bucket, region, endpoint, isPathStyle } = settings;
  const client = new S3Client({
    region,
    forcePathStyle: isPathStyle,
    requestHandler: { connectionTimeout: connectWithinMs, requestTimeout: answerWithinMs },
    ...(endpoint !== undefined && {
      endpoint,
      // Checksums in trailers are AWS's own; other services refuse them.
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
      responseChecksumValidation: 'WHEN_REQUIRED' as const,
    }),
  });
  const adapter = new AwsS3StorageAdapter(client, {
    bucket,
    uploadConfiguration: { queueSize: 1, partSize: partBytes },
  });
  return new FileStore(new FileStorage(adapter));
}
