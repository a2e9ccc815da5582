import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReplayResult, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { flows } from '../../domain/flows/catalogue.ts';
import { bundleEdited } from '../support/edited-workflows.ts';
import { bundleWorkflows, quietRuntime } from '../support/running-order.ts';
import { scenarios } from './scenarios.ts';

quietRuntime('ERROR'); // violations are expected here, and warned of

interface RecordedEvent {
  readonly eventType: string;
  readonly workflowExecutionCompletedEventAttributes?: unknown;
}

const folder = join(import.meta.dirname, 'histories');
const fileName = /^(?<flowId>.+)\.(?<what>[^.]+)\.(?<recordedOn>\d{4}-\d{2}-\d{2}(-\d+)?)\.json$/;

const recordings = readdirSync(folder).map((file) => {
  const { flowId = '', what = '' } = fileName.exec(file)?.groups ?? {};
  const text = readFileSync(join(folder, file), 'utf8');
  const history = JSON.parse(text) as { readonly events: readonly RecordedEvent[] };
  return { file, flowId, what, text, history };
});
type Recording = (typeof recordings)[number];

/** Lets the code run along recorded histories: what comes out is each file's name with its error, if any. */
async function replay(
  workflowBundle: WorkflowBundleWithSourceMap,
  some: readonly Recording[],
): Promise<Readonly<Record<string, ReplayResult['error']>>> {
  const outcomes: Record<string, ReplayResult['error']> = {};
  const histories = some.map(({ file, history }) => ({ workflowId: file, history }));
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle },
    histories,
  )) {
    outcomes[workflowId] = error;
  }
  return outcomes;
}

describe('recorded histories', () => {
  let today: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    today = await bundleWorkflows();
  });

  it("every recorded history replays with today's code", async () => {
    const outcomes = await replay(today, recordings);

    expect(new Set(Object.keys(outcomes))).toEqual(new Set(recordings.map(({ file }) => file)));
    expect(Object.entries(outcomes).filter(([, error]) => error)).toEqual([]);
  });

  it.each(flows.map(({ id }) => id))('%s has a history that goes to the end', (flowId) => {
    const ended = recordings.filter(
      (recording) =>
        recording.flowId === flowId &&
        recording.history.events.at(-1)?.workflowExecutionCompletedEventAttributes,
    );

    expect(ended.length).toBeGreaterThan(0);
  });

  it.each(scenarios.map(({ flowId, what }) => [flowId, what] as const))(
    '%s: %s is recorded',
    (flowId, what) => {
      const runs = new RegExp(`^${what}(-run-\\d+)?$`);

      const found = recordings.filter((one) => one.flowId === flowId && runs.test(one.what));

      expect(found.length, 'record it with `npm run histories:record`').toBeGreaterThan(0);
    },
  );

  it.each([
    ['a deadline fires', 'TIMER_FIRED'],
    ['a deadline is called off', 'TIMER_CANCELED'],
    ['a signal comes in', 'WORKFLOW_EXECUTION_SIGNALED'],
    ['the run continues as new', 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW'],
    ['an ordinary activity records', 'ACTIVITY_TASK_COMPLETED'],
  ])('in one of them %s', (_what, type) => {
    const types = recordings.flatMap(({ history }) => history.events.map((one) => one.eventType));

    expect(types).toContain(`EVENT_TYPE_${type}`);
  });

  it.each(recordings.map(({ file, text }) => [file, text] as const))(
    '%s tells nothing of the machine that recorded it',
    (_file, text) => {
      const readable = text.replace(/"data":"([A-Za-z0-9+/=]+)"/g, (_all, data: string) =>
        Buffer.from(data, 'base64').toString(),
      );

      expect(new Set(readable.match(/"identity":"[^"]*"/g))).toEqual(
        new Set(['"identity":"record-history"']),
      );
      expect(readable).not.toMatch(/file:\/\/|node_modules|\/(home|root|Users|work|tmp)\//);
    },
  );
});

describe('an incompatible edit', () => {
  it('is found by its edit, not by where it lies: the copy with a harmless edit replays', async () => {
    const title = "en: 'Seller delivers'";
    const bundle = await bundleEdited('domain/flows/general.ts', title, "en: 'Sold and delivered'");

    const outcomes = await replay(bundle, recordings);

    expect(Object.values(outcomes).filter(Boolean)).toEqual([]);
  });

  it.each([
    [
      'a timer before every recording',
      'workflows/record.ts',
      '() => quick.recordTransition(done)',
      '() => new Promise((wake) => setTimeout(wake, 1)).then(() => quick.recordTransition(done))',
    ],
    [
      'an ordinary activity in place of a local one',
      'workflows/record.ts',
      '() => quick.recordTransition(done)',
      '() => patient.recordTransition(done)',
    ],
    [
      'search attributes that are told twice',
      'workflows/order-writer.ts',
      'upsertSearchAttributes(movingAttributes(order));',
      'upsertSearchAttributes(movingAttributes(order)), upsertSearchAttributes(movingAttributes(order));',
    ],
  ])('%s is caught as a violation of determinism', async (_what, file, from, to) => {
    const bundle = await bundleEdited(file, from, to);

    const outcomes = await replay(bundle, recordings);

    const caught = Object.values(outcomes).filter(Boolean);
    expect(caught.length).toBeGreaterThan(0);
    for (const error of caught) expect(error?.name).toBe('DeterminismViolationError');
  });

  it('an edit of a published flow is caught by the histories of that flow', async () => {
    const bundle = await bundleEdited(
      'domain/flows/license-auth-code.from-2024-09-14.reviewed.ts',
      "reviewFailed: to('SELLER_DELIVER', 'R-REV-04')",
      "reviewFailed: to('HUAWEI_REVIEW', 'R-REV-04')",
    );

    const outcomes = await replay(bundle, recordings);

    const caught = recordings.filter(({ file }) => outcomes[file]);
    expect(new Set(caught.map(({ flowId }) => flowId))).toEqual(
      new Set(['license-auth-code.from-2024-09-14.reviewed']),
    );
  });
});
