import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadStartConfig } from '../../config.ts';
import { freePorts } from '../../infra/ports.ts';
import { isAlive, signalProcess } from '../../infra/processes.ts';
import { provideTemporalCli, type TemporalCli } from '../../infra/temporal-cli.ts';
import { prepareNamespace } from '../../infra/temporal-namespace.ts';
import {
  portsLeftBehind,
  startTemporalServer,
  type TemporalServer,
} from '../../infra/temporal-server.ts';
import { orderSearchAttributes } from '../../workflows/search-attributes.ts';

const wishes = {
  namespace: 'default',
  retentionDays: 90,
  searchAttributes: Object.values(orderSearchAttributes),
};

let cli: TemporalCli;
let stateFolder: string;
let port: number;
let uiPort: number;
let servers: TemporalServer[];

// The first time on a machine this may build the server.
beforeAll(async () => {
  cli = await provideTemporalCli(loadStartConfig());
}, 900_000);

beforeEach(async () => {
  stateFolder = mkdtempSync(join(tmpdir(), 'handover-test-temporal-'));
  [port = 0, uiPort = 0] = await freePorts(2);
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  rmSync(stateFolder, { recursive: true });
});

describe('the Temporal server of our own', () => {
  it('serves gRPC and the web UI, and keeps histories for 90 days', async () => {
    const server = await start();
    const connection = await Connection.connect({ address: server.address });

    const first = await prepareNamespace(connection, wishes);
    const second = await prepareNamespace(connection, wishes);
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: 'default',
    });
    await connection.close();

    expect(first).toEqual({
      summary: 'retention 90 days (was 1), search attributes 7 registered',
      byHand: [],
    });
    expect(second.summary).toBe('retention 90 days, search attributes there');
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 86_400);
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(wishes.searchAttributes.map(({ name }) => name)),
    );
    expect((await fetch(server.uiUrl)).status).toBe(200);
  });

  it('refuses a search attribute that exists with another type', async () => {
    const server = await start();
    const connection = await Connection.connect({ address: server.address });
    await prepareNamespace(connection, wishes);

    const changed = { ...wishes, searchAttributes: [{ name: 'OrderNode', type: 'INT' }] };
    const refused = prepareNamespace(connection, changed);

    await expect(refused).rejects.toThrow(
      'OrderNode of namespace default exists with another type',
    );
    await connection.close();
  });

  it('comes back on the same file after kill -9', async () => {
    const first = await start();
    const before = await Connection.connect({ address: first.address });
    await prepareNamespace(before, wishes);
    await before.close();
    signalProcess(first.pid, 'SIGKILL');
    await first.exited;

    const second = await start();

    const after = await Connection.connect({ address: second.address });
    const { summary } = await prepareNamespace(after, wishes);
    await after.close();
    expect(second.isAdopted).toBe(false);
    expect(summary).toBe('retention 90 days, search attributes there');
  });

  it('adopts the server that a killed start left behind', async () => {
    const orphan = await start();

    expect(portsLeftBehind(stateFolder)).toEqual([port, uiPort]);
    expect(await start()).toMatchObject({ isAdopted: true, pid: orphan.pid });
  });

  it('ends an orphan that serves our file on other ports than the wanted ones', async () => {
    const orphan = await start();
    [port = 0, uiPort = 0] = await freePorts(2);

    const server = await start();

    expect(server).toMatchObject({ isAdopted: false, address: `127.0.0.1:${port}` });
    expect(isAlive(orphan.pid)).toBe(false);
  });

  it('refuses a database file of another version in one sentence that says what to do', async () => {
    writeFileSync(join(stateFolder, 'temporal.db'), '');
    writeFileSync(join(stateFolder, 'temporal.db.version'), '1.7.0');

    await expect(start()).rejects.toThrow(
      /was made by Temporal CLI 1\.7\.0 and this is .*: put 1\.7\.0 on the PATH, or delete /,
    );
  });

  it('names the log of a server that ends at once', async () => {
    const started = startTemporalServer({
      cli: { path: '/bin/false', version: cli.version },
      ...{ stateFolder, port, uiPort },
    });

    await expect(started).rejects.toThrow(/ended at once .* see .*temporal\.log/);
  });
});

describe('a cluster that does not let us change its namespace', () => {
  it('says how to do it by hand, and goes on', async () => {
    const denied = () => Promise.reject(Object.assign(new Error('denied'), { code: 7 }));
    const connection = {
      workflowService: { describeNamespace: denied },
      operatorService: { listSearchAttributes: denied },
    } as unknown as Connection;

    const { summary, byHand } = await prepareNamespace(connection, wishes);

    expect(summary).toContain('left to the operator');
    expect(byHand).toEqual([
      expect.stringContaining(
        'temporal operator namespace update --namespace default --retention 90d',
      ),
      expect.stringMatching(/OrderNode \(Keyword\).*NextDeadline \(Datetime\).*Livemode \(Bool\)/),
    ]);
  });

  it('does not mistake a network failure for a refusal', async () => {
    const down = () => Promise.reject(Object.assign(new Error('unavailable'), { code: 14 }));
    const connection = {
      workflowService: { describeNamespace: down },
      operatorService: { listSearchAttributes: down },
    } as unknown as Connection;

    await expect(prepareNamespace(connection, wishes)).rejects.toThrow('unavailable');
  });
});

async function start(): Promise<TemporalServer> {
  const server = await startTemporalServer({ cli, stateFolder, port, uiPort });
  servers.push(server);
  return server;
}
