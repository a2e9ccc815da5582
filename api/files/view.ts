import { type Static, Type } from 'typebox';
import type { FileRecord } from '../../db/files.ts';
import { roles } from '../../domain/order.ts';
import { InstantSchema, oneOf } from '../schemas.ts';
import { mediaTypes } from './file-types.ts';

/** A file of an order, as callers see it. */
export const FileSchema = Type.Object(
  {
    fileId: Type.String({ format: 'uuid' }),
    orderId: Type.String(),
    name: Type.String(),
    mediaType: oneOf(mediaTypes),
    bytes: Type.Integer({ minimum: 1 }),
    sha256: Type.String({ description: 'of the content, hex' }),
    uploadedBy: Type.Object({ role: oneOf(roles) }),
    uploadedAt: InstantSchema('real time'),
    scannedBy: Type.String({ description: 'what looked for malware in it' }),
    url: Type.String({ description: 'where the content can be read' }),
  },
  { $id: 'File' },
);
export type FileView = Static<typeof FileSchema>;

/** A file for a caller: who uploaded it by role only, for a person is nobody's business. Pure. R-SEC-02 */
export const fileView = (file: FileRecord): FileView => ({
  fileId: file.fileId,
  orderId: file.orderId,
  name: file.name,
  mediaType: file.mediaType,
  bytes: file.bytes,
  sha256: file.sha256,
  uploadedBy: { role: file.uploadedBy.role },
  uploadedAt: file.uploadedAt,
  scannedBy: file.scannedBy,
  url: `/orders/${encodeURIComponent(file.orderId)}/files/${file.fileId}`,
});

/** The form that an upload is sent as, for the document. */
export const UploadSchema = {
  type: 'object',
  properties: {
    file: { type: 'string', format: 'binary', description: 'the file, with its name' },
  },
  required: ['file'],
  additionalProperties: false,
} as const;
