import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface TcpProxy {
  readonly port: number;
  /** Closes what is open and takes nothing new. */
  readonly cut: () => Promise<void>;
  /** Passes the next message with this text on, and closes before its answer comes; once. */
  readonly loseAnswerTo: (text: string) => void;
}

/** Opens a way to a port of this machine. */
export async function openProxy(targetPort: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let last: string | undefined;
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    near.on('data', (message: Buffer) => {
      far.write(message);
      if (last === undefined || !message.includes(last)) return;
      last = undefined;
      near.destroy();
      setTimeout(() => far.destroy(), 1_000);
    });
    near.on('end', () => far.end());
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
    loseAnswerTo: (text) => {
      last = text;
    },
  };
}
