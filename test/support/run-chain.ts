import type { Client } from '@temporalio/client';

/** What one run of a workflow comes to. */
export interface RunLength {
  readonly events: number;
  /** Updates that were carried out in it. */
  readonly updates: number;
  /** What it was started with. */
  readonly inputBytes: number;
  readonly historyBytes: number;
}

/** Every run of a workflow, from the first to the newest. */
export async function historyOf(client: Client, workflowId: string): Promise<readonly RunLength[]> {
  const runs: RunLength[] = [];
  for (let runId: string | undefined; ; ) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const { historySize = 0 } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    if (!events || !started) throw new Error(`run ${runId} of ${workflowId} has no beginning`);
    runs.unshift({
      events: events.length,
      updates: events.filter((event) => event.workflowExecutionUpdateCompletedEventAttributes)
        .length,
      inputBytes: (started.input?.payloads ?? []).reduce(
        (bytes, { data }) => bytes + (data?.length ?? 0),
        0,
      ),
      historyBytes: historySize,
    });
    if (!started.continuedExecutionRunId) return runs;
    runId = started.continuedExecutionRunId;
  }
}
