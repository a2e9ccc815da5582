import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** An upload written to the wire by hand, to be cut, split and held up where no client would. */
export interface RawUpload {
  readonly socket: Socket;
  readonly send: (bytes: Buffer | string) => Promise<void>;
  /** Ends the form. */
  readonly finish: () => Promise<void>;
  /** What came back, once the other side has answered or closed. */
  readonly answer: () => Promise<{ readonly status: number; readonly text: string }>;
}

const boundary = 'raw-upload-boundary';

/** Opens a connection and sends the head of an upload; its length is not told (chunked). */
export async function rawUpload(
  { port, token, path }: { readonly port: number; readonly token: string; readonly path: string },
  name: string,
  part = 'file',
): Promise<RawUpload> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  const send: RawUpload['send'] = async (bytes) => {
    const chunk = Buffer.from(bytes);
    socket.write(`${chunk.length.toString(16)}\r\n`);
    socket.write(chunk);
    if (!socket.write('\r\n')) await Promise.race([once(socket, 'drain'), sleep(5_000)]);
  };
  socket.write(
    [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      `Authorization: Bearer ${token}`,
      `Content-Type: multipart/form-data; boundary=${boundary}`,
      'Transfer-Encoding: chunked',
      '\r\n',
    ].join('\r\n'),
  );
  await send(
    `--${boundary}\r\nContent-Disposition: form-data; name="${part}"; filename="${name}"\r\n\r\n`,
  );
  return {
    socket,
    send,
    finish: async () => {
      await send(`\r\n--${boundary}--\r\n`);
      socket.write('0\r\n\r\n');
    },
    answer: async () => {
      const until = Date.now() + 15_000;
      while (!/\r\n\r\n[\s\S]*\}/.test(text) && !socket.destroyed && Date.now() < until) {
        await sleep(20);
      }
      return { status: Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1] ?? 0), text };
    },
  };
}
