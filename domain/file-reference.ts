import type { FileReference } from './acceptance.ts';
import type { NamedFile } from './events.ts';

/** A named file as orders keep it; what the API has not filled in stays empty. Pure. */
export const fileOf = ({
  fileId,
  sha256 = '',
  bytes = 0,
  mediaType = '',
}: NamedFile): FileReference => ({ fileId, sha256, bytes, mediaType });
