import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reasonIn, startNodeProcess } from '../../infra/node-process.ts';
import { isAlive, signalProcess } from '../../infra/processes.ts';
import { type Supervised, supervise } from '../../infra/supervisor.ts';

let folder: string;
let said: string[];
let shown: string[];
let pids: number[];
let supervised: Supervised | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handover-test-supervisor-'));
  said = [];
  shown = [];
  pids = [];
  supervised = undefined;
});

afterEach(async () => {
  await supervised?.stop();
  rmSync(folder, { recursive: true });
});

const idle = 'setInterval(() => {}, 1000);';

describe('a supervised process', () => {
  it('is started again when it is killed, with the reason on the screen', async () => {
    await start(idle);

    signalProcess(pids[0] ?? 0, 'SIGKILL');

    await vi.waitFor(() => expect(said.at(-1)).toContain('is running again'), 5_000);
    expect(said[0]).toBe('worker ended unexpectedly (signal SIGKILL); starting again');
    expect(pids).toHaveLength(2);
  });

  it('is started again when it fails, with the error and not the end of its stack', async () => {
    await start(`setTimeout(() => { throw new RangeError('no more orders'); }, 50); ${idle}`);

    await vi.waitFor(() => expect(said.length).toBeGreaterThan(0), 5_000);
    expect(said[0]).toBe(
      'worker ended unexpectedly (exit code 1: RangeError: no more orders); starting again',
    );
  });

  it('waits longer each time', async () => {
    const startedAt: number[] = [];
    const firstPauseMs = 500;
    await start('process.exit(1);', () => void startedAt.push(performance.now()), firstPauseMs);

    await vi.waitFor(() => expect(startedAt.length).toBe(4), 30_000);
    const pauses = startedAt.slice(1).map((at, index) => at - (startedAt[index] ?? 0));
    // A busy machine makes a pause longer, never shorter.
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(firstPauseMs * 2 ** index - 10);
    }
  });

  it('is stopped when it is being launched again at that moment', async () => {
    let launches = 0;
    const pidOf: number[] = [];
    supervised = await supervise({
      name: 'worker',
      firstPauseMs: 10,
      say: (sentence) => said.push(sentence),
      launch: async () => {
        launches += 1;
        if (launches > 1) await sleep(600);
        const file = join(folder, 'worker.ts');
        writeFileSync(file, launches === 1 ? 'process.exit(1);' : idle);
        const logFile = join(folder, 'worker.log');
        const show = (line: string) => shown.push(line);
        const child = startNodeProcess({ name: 'worker', file, environment: {}, logFile, show });
        pidOf.push(child.pid);
        return child;
      },
    });
    await vi.waitFor(() => expect(launches).toBe(2), 10_000);

    await supervised.stop();

    expect(pidOf.filter(isAlive)).toEqual([]);
  });

  it('is not started again when its settings are wrong', async () => {
    await start(
      `setTimeout(() => { console.error('settings: X is missing'); process.exit(78); }, 50);`,
    );

    await expect(supervised?.failed).rejects.toThrow('worker: settings: X is missing');
    await sleep(300);
    expect(pids).toHaveLength(1);
  });

  it('ends in order when it is told to, and stays away', async () => {
    await start(
      `process.on('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit(0); }, 100));
       console.log('up'); ${idle}`,
    );
    await vi.waitFor(() => expect(shown).toContain('[worker] up'), 5_000);

    await supervised?.stop();
    await sleep(300);

    expect(shown.at(-1)).toBe('[worker] drained');
    expect(said).toEqual([]);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('is killed when it does not end within its time', async () => {
    await start(`process.on('SIGTERM', () => {}); console.log('up'); ${idle}`);
    await vi.waitFor(() => expect(shown).toContain('[worker] up'), 5_000);

    await supervised?.stop();

    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('writes to the screen with its name and to its log without', async () => {
    await start(`console.log('one'); console.error('two'); ${idle}`);

    await vi.waitFor(() => expect(shown).toHaveLength(2), 5_000);
    await supervised?.stop();

    expect(shown.toSorted()).toEqual(['[worker] one', '[worker] two']);
    expect(readFileSync(join(folder, 'worker.log'), 'utf8').split('\n').toSorted()).toEqual([
      '',
      'one',
      'two',
    ]);
  });
});

describe('the processes of a start that was killed', () => {
  it('notice that they are alone, and end', async () => {
    const helper = join(import.meta.dirname, '../../infra');
    writeFileSync(
      join(folder, 'child.ts'),
      `import { exitWithParent } from '${helper}/exit-with-parent.ts'; exitWithParent(); ${idle}`,
    );
    writeFileSync(
      join(folder, 'parent.ts'),
      `import { startNodeProcess } from '${helper}/node-process.ts';
       const child = startNodeProcess({ name: 'child', file: '${folder}/child.ts', environment: {}, logFile: '${folder}/child.log', show: () => {} });
       console.log('child', child.pid);`,
    );
    await startFile(join(folder, 'parent.ts'));
    await vi.waitFor(() => expect(shown[0]).toMatch(/child \d+/), 10_000);
    const child = Number(shown[0]?.split(' ').at(-1));
    await sleep(1_000); // its first line has run

    expect(isAlive(child)).toBe(true);
    supervised?.kill();

    await vi.waitFor(() => expect(isAlive(child)).toBe(false), 5_000);
  });
});

describe('the reason in the last lines', () => {
  it.each([
    [['Error: first', '    at f (x.ts:1:1)', '', 'Node.js v20.20.2'], 'Error: first'],
    [
      ['TypeError [CODE]: x', '    at f', '{', "  code: 'X'", '}', 'Node.js v20'],
      'TypeError [CODE]: x',
    ],
    [['just text', ''], 'just text'],
    [[], ''],
  ])('%j', (lines, reason) => {
    expect(reasonIn(lines)).toBe(reason);
  });
});

async function start(script: string, onLaunch = () => {}, firstPauseMs = 100): Promise<void> {
  const file = join(folder, 'worker.ts');
  writeFileSync(file, script);
  await startFile(file, onLaunch, firstPauseMs);
}

async function startFile(file: string, onLaunch = () => {}, firstPauseMs = 100): Promise<void> {
  supervised = await supervise({
    name: 'worker',
    firstPauseMs,
    say: (sentence) => said.push(sentence),
    launch: async () => {
      onLaunch();
      const child = startNodeProcess({
        ...{ name: 'worker', file, environment: {}, patienceMs: 500 },
        logFile: join(folder, 'worker.log'),
        show: (line) => shown.push(line),
      });
      pids.push(child.pid);
      return child;
    },
  });
}
