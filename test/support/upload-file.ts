// What tests, the demo and end-to-end runs share: this file works without vitest.

/** A file to be uploaded. */
export interface FileToUpload {
  readonly name: string;
  readonly content: Uint8Array | string;
  /** What the form says it is; the API looks for itself. */
  readonly type?: string;
}

/** A file of an order, as the API answers it. */
export interface UploadedFile {
  readonly fileId: string;
  readonly orderId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly uploadedBy: { readonly role: string };
  readonly uploadedAt: string;
  readonly scannedBy: string;
  readonly url: string;
}

/** Sends one file as browsers do; gives the answer, whatever it is. @param url - of the API, without a slash at the end */
export async function sendFile(
  url: string,
  token: string,
  orderId: string,
  { name, content, type = 'application/octet-stream' }: FileToUpload,
): Promise<Response> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(Buffer.from(content))], { type }), name);
  return await fetch(`${url}/orders/${orderId}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
    signal: AbortSignal.timeout(60_000),
  });
}

/** Uploads one file. @throws with the API's answer if it is refused */
export async function uploadFile(
  url: string,
  token: string,
  orderId: string,
  file: FileToUpload,
): Promise<UploadedFile> {
  const answer = await sendFile(url, token, orderId, file);
  if (!answer.ok) throw new Error(`${file.name}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as UploadedFile;
}
