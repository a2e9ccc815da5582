import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePorts, requireFreePorts } from '../../infra/ports.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

describe('ports', () => {
  it('names the variable that changes a busy port', async () => {
    const [busy = 0, free = 0] = await freePorts(2);
    server = createServer();
    await new Promise<void>((resolve) => server?.listen(busy, '127.0.0.1', resolve));

    const required = requireFreePorts([
      { what: 'API', port: busy, variable: 'API_PORT' },
      { what: 'Temporal', port: free, variable: 'HANDOVER_TEMPORAL_PORT' },
    ]);

    await expect(required).rejects.toThrow(
      `port ${busy} (API) is used by another program: stop that one, or choose another with API_PORT=<port>`,
    );
    await expect(required).rejects.not.toThrow('HANDOVER_TEMPORAL_PORT');
  });

  it('accepts free ports and leaves them free', async () => {
    const ports = await freePorts(3);
    const wanted = ports.map((port) => ({ what: 'API', port, variable: 'API_PORT' }));

    await requireFreePorts(wanted);
    await requireFreePorts(wanted);

    expect(new Set(ports).size).toBe(3);
  });
});
