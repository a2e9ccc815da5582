import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Client, ServiceError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineConnection } from '../../api/engine-connection.ts';

const resourceExhausted = 8;
let refusal: string;
let calls: number;

/** A server in gRPC's own words: knows itself, and refuses everything else with {@link refusal}. */
const server: Http2Server = createServer();
server.on('stream', (stream: ServerHttp2Stream, headers) => {
  const asked = { ':status': 200, 'content-type': 'application/grpc' };
  stream.resume();
  if (headers[':path']?.endsWith('/GetSystemInfo')) {
    stream.respond(asked, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5)); // an empty message
    return;
  }
  calls += 1;
  stream.respond(
    { ...asked, 'grpc-status': String(resourceExhausted), 'grpc-message': refusal },
    { endStream: true },
  );
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** How often a call is sent within a second while the server says no. */
async function sendingsOf(message: string): Promise<number> {
  refusal = message;
  calls = 0;
  const { port } = server.address() as AddressInfo;
  const connection = engineConnection({ address: `127.0.0.1:${port}` });
  const client = new Client({ connection });
  const call = client.withDeadline(Date.now() + 1_000, () =>
    client.workflow.getHandle('order:1').signal('deliver'),
  );
  await expect(call).rejects.toThrow(ServiceError);
  await connection.close();
  return calls;
}

describe('a call to Temporal', () => {
  it('that meets a run at its end is sent again at once, until its deadline', async () => {
    const message = 'workflow operation can not be applied because workflow is closing';

    expect(await sendingsOf(message)).toBeGreaterThan(4);
  });

  it('that was one too many waits as long as the client finds right', async () => {
    expect(await sendingsOf('namespace rate limit exceeded')).toBe(1);
  });
});
