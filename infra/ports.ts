import { createServer } from 'node:net';
import { StartError } from './start-error.ts';

/** A port that something of ours will listen on, and the variable that moves it. */
export interface WantedPort {
  readonly what: string;
  readonly port: number;
  readonly variable: string;
}

/** @throws StartError with one sentence per busy port that names the variable which changes it */
export async function requireFreePorts(
  wanted: readonly WantedPort[],
  host = '127.0.0.1',
): Promise<void> {
  const sentences: string[] = [];
  for (const { what, port, variable } of wanted) {
    if (await isPortFree(port, host)) continue;
    sentences.push(
      `port ${port} (${what}) is used by another program: stop that one, or choose another with ${variable}=<port>`,
    );
  }
  if (sentences.length > 0) throw new StartError(sentences.join('\n'));
}

/** Whether a server could listen there now. */
async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Ports of 127.0.0.1 that nobody uses, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map(({ port }) => port);
  await Promise.all(servers.map(({ close }) => close()));
  return ports;
}

async function listening(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: address.port, close };
}
