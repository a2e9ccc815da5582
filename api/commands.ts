import { setTimeout as sleep } from 'node:timers/promises';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { findCommand, findOrder, orderAfter, type RefusedCommand } from '../db/read-models.ts';
import { readClock } from '../domain/clock.ts';
import { decide } from '../domain/command.ts';
import { type Rejection, rejection } from '../domain/errors.ts';
import {
  type ActionName,
  type ActionPayload,
  actionOf,
  type OrderEvent,
} from '../domain/events.ts';
import type { Order } from '../domain/order.ts';
import { allowedActions, refuseActor } from '../domain/refusals.ts';
import { type Instant, plusMs } from '../domain/units.ts';
import { type Command, orderWorkflowId, signalOf, updateOf } from '../workflows/messages.ts';
import { actorOf, type Caller, senderOf } from './auth.ts';
import { fingerprintOf } from './canonical.ts';
import { bringUpToDate } from './catch-up.ts';
import { type ApiDeps, viewingFor } from './deps.ts';
import { isBetweenRuns } from './engine.ts';
import { isRejectionCode } from './errors.ts';
import { withStoredFiles } from './named-files.ts';
import { orderView } from './order-view.ts';
import { Problem, refusalProblem } from './problem.ts';
import { type Attempt, auditRefusal, notFound } from './visibility.ts';

/** One action that a caller asks for. */
export interface ActionRequest {
  readonly action: ActionName;
  readonly payload: ActionPayload<ActionName>;
  /** The caller's Idempotency-Key. */
  readonly commandId: string;
  readonly expectedSeq?: number;
  readonly caller: Caller;
}

/** The order right after the change, now or when the command was first sent; or: kept, to be carried out later. */
export type CommandAnswer =
  | { readonly kind: 'done'; readonly order: Order; readonly isReplay: boolean }
  | { readonly kind: 'kept' };

/** How long a signal may take once waiting for the answer was given up, milliseconds. */
const signalWaitMs = 2_000;
const pauseBetweenRunsMs = 50;
/** For how long after a transition its workflow may not have heard of it, milliseconds. */
const recentMs = 120_000;

/** Sends one command of one caller to one order. The order must be visible to the caller. */
export class CommandSender {
  readonly #deps: ApiDeps;
  readonly #request: ActionRequest;
  #command: Command;
  readonly #orderId: string;
  /** How often this sending was judged by a workflow that was behind. */
  #rounds = 0;

  constructor(deps: ApiDeps, orderId: string, request: ActionRequest) {
    const { action, payload, commandId, expectedSeq, caller } = request;
    this.#deps = deps;
    this.#request = request;
    this.#orderId = orderId;
    this.#command = {
      commandId: commandIdOf(caller, commandId),
      fingerprint: fingerprintOf({ action, body: payload, expectedSeq }),
      by: actorOf(caller),
      payload,
      ...(expectedSeq !== undefined && { expectedSeq }),
    };
  }

  /** The request as the audit log names it. */
  get attempt(): Attempt {
    const { commandId, fingerprint, payload } = this.#command;
    return { action: this.#request.action, commandId, fingerprint, payload };
  }

  /** The outcome of an earlier sending of the same command. @throws Problem if it must not be sent at all */
  async settledBefore(order: Order): Promise<CommandAnswer | undefined> {
    const refused = refuseActor(order, this.#eventAt(order));
    if (refused) return await this.#refuse(refused);
    const settled = await this.#replay();
    if (!settled) await this.#lookUpFiles();
    return settled;
  }

  /** Puts in what the store knows of the files that the command names. @throws Problem FILE_UNKNOWN */
  async #lookUpFiles(): Promise<void> {
    const { payload, caller } = this.#request;
    const answer = await withStoredFiles(
      this.#deps,
      this.#orderId,
      payload as Readonly<Record<string, unknown>>,
      caller,
    );
    if ('refused' in answer) {
      await this.#refuse(answer.refused);
      return;
    }
    this.#command = { ...this.#command, payload: answer.body as Command['payload'] };
  }

  /** Carries the command out and waits for the change; keeps it for later when no worker answers in time. */
  async execute(): Promise<CommandAnswer> {
    const deadline = Date.now() + this.#deps.commandWaitMs;
    const { action } = this.#request;
    const args: [Command] = [this.#command];
    for (;;) {
      try {
        const outcome = await this.#deps.temporal.withDeadline(deadline, () =>
          this.#handle.executeUpdate(updateOf(action), {
            args,
            updateId: this.#updateId(),
          }),
        );
        return { kind: 'done', order: await this.#orderAfter(outcome.seq), isReplay: false };
      } catch (error) {
        if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return await this.keep();
        if (error instanceof WorkflowNotFoundError) return await this.#afterTheEnd();
        if (error instanceof WorkflowUpdateFailedError && !isRunOver(error)) {
          const [refused, isRecorded] = rejectionOf(error);
          const mayJudgeAnew = !isRecorded && Date.now() < deadline;
          if (mayJudgeAnew && (await this.#wasBehind(refused))) continue;
          return await this.#refuse(refused, isRecorded);
        }
        const mayTryAgain = isRunOver(error) || isBetweenRuns(error);
        if (!mayTryAgain) throw error;
        if (Date.now() >= deadline) return await this.keep();
      }
      await sleep(pauseBetweenRunsMs);
    }
  }

  /** Whether the workflow refused what it did not know enough to judge; it knows now. */
  async #wasBehind({ details }: Rejection): Promise<boolean> {
    const { seq } = await this.#projectedOrder();
    if (typeof details.atSeq !== 'number' || details.atSeq >= seq) return false;
    this.#rounds += 1;
    await bringUpToDate(this.#deps, this.#orderId); // perhaps it has caught up by itself meanwhile
    return true;
  }

  /** What Temporal knows a sending by: a repeat joins the first, other content under the same key is judged by itself. */
  #updateId(): string {
    const { commandId, fingerprint } = this.#command;
    return `${commandId}#${fingerprint.slice(0, 16)}.${this.#rounds}`;
  }

  /** A caller who repeats a command so soon did not get the answer: perhaps the workflow did not get the command. */
  #bringUpToDateAfter(recordedAt: Instant): void {
    if (recordedAt < plusMs(this.#deps.now(), -recentMs)) return;
    void bringUpToDate(this.#deps, this.#orderId).catch(() => undefined); // the next command tries again
  }

  /** Leaves the command with the order for when a worker is there; the order honours its id once. */
  async keep(): Promise<CommandAnswer> {
    try {
      await this.#deps.temporal.withDeadline(Date.now() + signalWaitMs, () =>
        this.#handle.signal(signalOf(this.#request.action), this.#command),
      );
      return { kind: 'kept' };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return await this.#afterTheEnd();
      throw error;
    }
  }

  get #handle() {
    return this.#deps.temporal.workflow.getHandle(orderWorkflowId(this.#orderId));
  }

  async #replay(): Promise<CommandAnswer | undefined> {
    const { commandId, fingerprint } = this.#command;
    const settled = await findCommand(this.#deps.db, this.#orderId, commandId);
    if (!settled) return undefined;
    if (settled.fingerprint !== fingerprint) {
      const message = 'this Idempotency-Key was used for a request with other content';
      return await this.#refuse(rejection('COMMAND_ID_REUSED', message, { seq: settled.seq }));
    }
    if ('code' in settled) return await this.#refuseAgain(settled);
    this.#bringUpToDateAfter(settled.recordedAt);
    return { kind: 'done', order: settled.order, isReplay: true };
  }

  /** One key has one outcome: what was refused under it stays refused, and is not written down again. */
  async #refuseAgain({ code, message, recordedAt }: RefusedCommand): Promise<never> {
    const { caller } = this.#request;
    const order = await this.#projectedOrder();
    throw refusalProblem(
      rejection(code, message, {
        allowed: allowedActions(order, readClock(order.clock, this.#deps.now())),
        refusedAt: recordedAt,
      }),
      {
        current: orderView(order, viewingFor(this.#deps, caller)),
        headers: { 'idempotency-replayed': 'true' },
      },
    );
  }

  /** The workflow takes nothing any more: the command came through just before, or the domain says why not. */
  async #afterTheEnd(): Promise<CommandAnswer> {
    const settled = await this.#replay();
    if (settled) return settled;
    const order = await this.#projectedOrder();
    const wish = { action: this.#request.action, ...this.#command };
    const { rejection: refused } = decide(order, wish, this.#deps.now());
    if (refused) return await this.#refuse(refused);
    throw new Problem('ORDER_NOT_RUNNING', `order ${this.#orderId} stands at ${order.node}`);
  }

  async #refuse(refused: Rejection, isRecorded = false): Promise<never> {
    const { caller } = this.#request;
    const order = await this.#projectedOrder();
    const { code, message } = refused;
    if (!isRecorded) {
      const { commandId, fingerprint } = this.#command;
      // Sent four times at once, refused once: one line.
      const attemptId = `${commandId}#${fingerprint.slice(0, 16)}:${code}`;
      await auditRefusal(this.#deps, order, caller, { ...this.attempt, code, message }, attemptId);
    }
    if (code === 'NOT_A_PARTY') throw notFound(this.#orderId);
    throw refusalProblem(refused, {
      current: orderView(order, viewingFor(this.#deps, caller)),
    });
  }

  async #projectedOrder(): Promise<Order> {
    const order = await findOrder(this.#deps.db, this.#orderId);
    if (!order) throw new Error(`order ${this.#orderId} has left the projection`);
    return order;
  }

  async #orderAfter(seq: number): Promise<Order> {
    const order = await orderAfter(this.#deps.db, this.#orderId, seq);
    if (!order) throw new Error(`transition ${seq} of ${this.#orderId} was answered unrecorded`);
    return order;
  }

  #eventAt(order: Order): OrderEvent {
    return {
      type: actionOf(this.#request.action).event,
      at: readClock(order.clock, this.#deps.now()),
      by: this.#command.by,
      payload: this.#command.payload,
    } as OrderEvent;
  }
}

/** Failures of the engine, not of the order: the run gave way to its successor, or the worker had too much at once. */
const engineFailures: readonly (string | undefined | null)[] = [
  'AcceptedUpdateCompletedWorkflow',
  'UnprocessedUpdate',
];

const isRunOver = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  engineFailures.includes(error.cause.type);

/** Keys belong to whoever sends them: the other side's key of the same text is another one. */
const commandIdOf = (caller: Caller, key: string): string => `${senderOf(caller)}:${key}`;

/** The refusal in a failed update, and whether the order has written it to the audit log itself. */
function rejectionOf(error: WorkflowUpdateFailedError): readonly [Rejection, boolean] {
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || !isRejectionCode(cause.type)) throw error;
  const [details] = (cause.details ?? []) as [Record<string, unknown>?];
  return [rejection(cause.type, cause.message, details), details?.recorded === true];
}
