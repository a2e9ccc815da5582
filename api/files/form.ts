import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { describeValue } from '../field-errors.ts';
import { Problem } from '../problem.ts';
import { cutOff, orGivenUp } from './give-up.ts';
import { tooLarge } from './inspection.ts';

/** The name of the one part that the form has. */
export const partName = 'file';

/** What may stand around the file: borders and headers. Bytes. */
const formBytes = 64 * 1024;

/** A form that is being read: its file first, then its end. */
export interface UploadForm {
  /** The one part; its stream is not read yet. */
  readonly part: MultipartFile;
  /** Waits until the form has ended. @throws Problem if something else follows, or if it is cut off */
  readonly end: () => Promise<void>;
}

/**
 * Reads a form up to its file.
 *
 * @throws Problem FILE_TOO_LARGE if the headers say so; REQUEST_NOT_VALID if the first part is not the file;
 * UPLOAD_CUT_OFF
 */
export async function readForm(
  request: FastifyRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<UploadForm> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes + formBytes) throw tooLarge(maxBytes, `a body of ${announced} bytes`);
  const parts = request.parts({
    // One byte more than is taken, so that it shows.
    limits: { fileSize: maxBytes + 1, fieldSize: 1_024, parts: 3, headerPairs: 20 },
  });
  const next = async (): Promise<Multipart | undefined> => {
    try {
      const { value } = await orGivenUp(parts.next(), signal);
      return value ?? undefined;
    } catch (error) {
      throw formProblem(error);
    }
  };
  const part = await next();
  if (part?.type !== 'file' || part.fieldname !== partName) throw notTheFile(part);
  return {
    part,
    end: async () => {
      const more = await next();
      if (more) throw notTheFile(more, 'nothing after the file');
    },
  };
}

/** What an error of the parser means. */
export function formProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code === 'string' && code.endsWith('_LIMIT'))
    return notTheFile(undefined, 'one part', 'more');
  if (message?.includes('Boundary')) {
    const found = 'no boundary';
    return new Problem('REQUEST_NOT_VALID', 'missing or wrong: header/content-type', {
      errors: [
        { field: 'header/content-type', expected: 'multipart/form-data; boundary=…', found },
      ],
    });
  }
  return cutOff('the body ended');
}

function notTheFile(
  part: Multipart | undefined,
  expected = `one part named ${partName} with a filename, and nothing else`,
  found = part ? `a ${part.type} named ${describeValue(part.fieldname)}` : 'no part',
): Problem {
  return new Problem('REQUEST_NOT_VALID', `missing or wrong: /${partName}`, {
    errors: [{ field: `/${partName}`, expected, found }],
  });
}
