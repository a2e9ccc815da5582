import { log, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { EarlierTransition } from '../activities/record.ts';
import { awaitedRole } from '../domain/awaited.ts';
import { readClock, realDelayMs } from '../domain/clock.ts';
import { decide } from '../domain/command.ts';
import { duesOf, nextMoveAt, platform } from '../domain/due.ts';
import { type Rejection, rejection } from '../domain/errors.ts';
import type { ActionName } from '../domain/events.ts';
import { describeOrder } from '../domain/explain.ts';
import { currentShape } from '../domain/older-orders.ts';
import { type Actor, type Order, roles } from '../domain/order.ts';
import { dueSteps, isEnded, proceed, type Step } from '../domain/transition.ts';
import { beijingText } from '../domain/units.ts';
import { type CommandArrival, worldNow } from './inbox.ts';
import type { Command, CommandOutcome, OrderWorkflowInput } from './messages.ts';
import { findOutcome, readTransitionsAfter, recordRefusal, recordTransition } from './record.ts';
import type { RefundAnswer } from './refund-buyer.ts';
import { refusal } from './refusal.ts';
import { movingAttributes } from './search-attributes.ts';

/**
 * How many characters of outcomes a run takes along: some 2,800 commands with a UUID as key, 1,000 with the longest keys;
 * a fifth of what Temporal takes as one payload. Who has more pays with a look into the database per command.
 */
const outcomeCharactersTakenAlong = 400_000;

/** The one place that changes an order: it asks the domain, shows, records and answers, in that order. */
export class OrderWriter {
  #order: Order;
  #recordedSeq: number;
  #refusals = 0;
  readonly #openedBy: Actor;
  readonly #outcomes: Map<string, CommandOutcome>;
  readonly #hasOlderOutcomes: boolean;
  readonly #mostOutcomeCharacters: number;

  constructor(input: OrderWorkflowInput) {
    const { order, recordedSeq, openedBy, outcomes } = input;
    this.#order = currentShape(order);
    this.#recordedSeq = recordedSeq;
    this.#openedBy = openedBy;
    this.#outcomes = new Map(Object.entries(outcomes));
    this.#hasOlderOutcomes = input.hasOlderOutcomes ?? false;
    this.#mostOutcomeCharacters = input.mostOutcomeCharacters ?? outcomeCharactersTakenAlong;
    setCurrentDetails(describeOrder(this.#order));
  }

  get order(): Order {
    return this.#order;
  }

  /** What the next run has to know: it finds outcomes older than it takes along in the database. */
  state(): Pick<OrderWorkflowInput, 'order' | 'recordedSeq' | 'outcomes' | 'hasOlderOutcomes'> {
    const newest = newestOf(this.#outcomes, this.#mostOutcomeCharacters);
    return {
      order: this.#order,
      recordedSeq: this.#recordedSeq,
      outcomes: Object.fromEntries(newest),
      hasOlderOutcomes: this.#hasOlderOutcomes || newest.length < this.#outcomes.size,
    };
  }

  isEnded(): boolean {
    return isEnded(this.#order);
  }

  /** Whether the order stands where the buyer is to be paid back. */
  owesRefund(): boolean {
    return this.#order.node === 'REFUNDING';
  }

  /** Real milliseconds to what is due next; undefined: nothing is, or waiting never gets there. */
  delayToNextDue(): number | undefined {
    if (this.isEnded()) return 0;
    const [due] = duesOf(this.#order);
    return due && realDelayMs(this.#order.clock, due.at, worldNow());
  }

  /** What operators read beside the timer. */
  timerName(): string {
    const [due] = duesOf(this.#order);
    if (!due) return this.#order.node;
    const { node } = this.#order;
    const at = `${beijingText(due.at)} Beijing, order clock`;
    return due.event === 'deadlinePassed'
      ? `${node} until ${at}`
      : `${node}, ${due.event} at ${at}`;
  }

  /** Why a command would be refused now; reads only. A repeat is let through to its first answer. */
  refuseEarly(action: ActionName, command: Command): Rejection | undefined {
    const malformed = refuseShape(command);
    if (malformed) return malformed;
    if (this.#outcomes.has(command.commandId)) return this.#refuseReuse(command);
    return decide(this.#order, { action, ...command }, worldNow()).rejection;
  }

  async recordOpening(): Promise<void> {
    if (this.#recordedSeq >= this.#order.seq) return;
    const at = this.#order.openedAt ?? readClock(this.#order.clock, worldNow());
    await recordTransition({
      order: this.#order,
      fromNode: null,
      event: { type: 'opened', at, by: this.#openedBy },
      payload: {},
      command: { action: 'openOrder', commandId: null, fingerprint: null },
    });
    this.#recordedSeq = this.#order.seq;
  }

  /** Lets come true what is due. */
  async passDueMoments(): Promise<void> {
    await this.#take(dueSteps(this.#order, readClock(this.#order.clock, worldNow())));
  }

  /** The buyer is being paid back, or the payment side refuses to; only the first refusal is news. */
  async recordRefund({ refundId, refusedFor }: RefundAnswer): Promise<void> {
    const at = readClock(this.#order.clock, worldNow());
    if (refusedFor === null) {
      const payload = { refundId };
      const settled = { type: 'refundSettled', at, by: platform, payload } as const;
      await this.#take(proceed(this.#order, settled).steps);
    } else if (this.#order.refund?.refusedAt === null) {
      const payload = { refundId, reason: refusedFor };
      const refused = { type: 'refundRefused', at, by: platform, payload } as const;
      await this.#take(proceed(this.#order, refused).steps);
    }
  }

  /** Takes over what the database has committed and this workflow has not heard of. @returns the newest number */
  async takeOver(): Promise<number> {
    const { seq, purchase } = this.#order;
    for (const earlier of await readTransitionsAfter({ orderId: purchase.orderId, seq })) {
      this.#follow(earlier);
    }
    return this.#order.seq;
  }

  /** Carries a command out, or turns it down; either way whoever sent it has the answer afterwards. */
  async carryOut(arrival: CommandArrival): Promise<void> {
    const { action, command, arrivedAt } = arrival;
    const malformed = refuseShape(command);
    if (malformed) return await this.#turnDown(arrival, malformed);
    await this.#recall(command);
    for (;;) {
      const reused = this.#refuseReuse(command);
      if (reused) return await this.#turnDown(arrival, reused);
      const outcome = this.#outcomes.get(command.commandId);
      if (outcome) return arrival.answer(outcome);

      const { steps, rejection: refused } = decide(this.#order, { action, ...command }, arrivedAt);
      const isTaken = await this.#take(steps, refused ? undefined : arrival);
      if (isTaken && refused) return await this.#turnDown(arrival, refused);
    }
  }

  /**
   * Makes steps true: the order moves, operators see it, the database has it.
   *
   * @returns false if the database held another transition already: the order follows that one, and must be asked anew
   */
  async #take(steps: readonly Step[], arrival?: CommandArrival): Promise<boolean> {
    for (const { event, order } of steps) {
      const cause = event.by.role === 'platform' ? undefined : arrival;
      const fromNode = this.#order.node;
      this.#moveTo(order);
      const command = cause ? idOf(cause.command) : null;
      const earlier = await recordTransition({
        order,
        fromNode,
        event,
        payload: event.payload,
        command: cause && command ? { action: cause.action, ...command } : null,
      });
      this.#recordedSeq = order.seq;
      if (earlier) {
        this.#follow(earlier);
        return false;
      }
      if (command) this.#remember(command, order.seq);
    }
    return true;
  }

  #follow({ order, commandId, fingerprint }: EarlierTransition): void {
    this.#moveTo(currentShape(order));
    this.#recordedSeq = order.seq;
    if (commandId && fingerprint) this.#remember({ commandId, fingerprint }, order.seq);
  }

  #moveTo(order: Order): void {
    const isElsewhere =
      order.node !== this.#order.node ||
      nextMoveAt(order) !== nextMoveAt(this.#order) ||
      awaitedRole(order) !== awaitedRole(this.#order);
    this.#order = order;
    setCurrentDetails(describeOrder(order));
    if (isElsewhere) upsertSearchAttributes(movingAttributes(order));
  }

  #remember({ commandId, fingerprint }: ReturnType<typeof idOf>, seq: number): void {
    this.#outcomes.set(commandId, { seq, fingerprint });
  }

  /** Looks up what became of a command whose outcome was perhaps not taken along. */
  async #recall({ commandId }: Command): Promise<void> {
    if (!this.#hasOlderOutcomes || this.#outcomes.has(commandId)) return;
    const { orderId } = this.#order.purchase;
    const outcome = await findOutcome({ orderId, commandId });
    if (outcome) this.#outcomes.set(commandId, outcome);
  }

  #refuseReuse({ commandId, fingerprint }: Command): Rejection | undefined {
    const outcome = this.#outcomes.get(commandId);
    if (!outcome || outcome.fingerprint === fingerprint) return undefined;
    return rejection('COMMAND_ID_REUSED', `${commandId} was used for another command`, {
      seq: outcome.seq,
    });
  }

  async #turnDown({ action, command, arrivedAt, refuse }: CommandArrival, refused: Rejection) {
    const isShaped = refuseShape(command) === undefined;
    this.#refusals += 1;
    log.warn('command refused', { action, code: refused.code });
    await recordRefusal({
      orderId: this.#order.purchase.orderId,
      by: isShaped ? command.by : { role: 'unknown', party: null },
      seq: this.#order.seq,
      at: readClock(this.#order.clock, arrivedAt),
      action,
      ...(isShaped ? idOf(command) : { commandId: null, fingerprint: null }),
      payload: isShaped ? command.payload : {},
      node: this.#order.node,
      attemptId: `${workflowInfo().runId}:${this.#refusals}`,
      code: refused.code,
      message: refused.message,
    });
    refuse(refusal(refused, { atSeq: this.#order.seq, recorded: true }));
  }
}

/** What `"":{"seq":12345,"fingerprint":""},` takes beside both texts. */
const charactersAround = 36;

/** The newest outcomes that fit. */
function newestOf(
  outcomes: ReadonlyMap<string, CommandOutcome>,
  mostCharacters: number,
): readonly (readonly [string, CommandOutcome])[] {
  let left = mostCharacters;
  return [...outcomes]
    .sort(([, a], [, b]) => b.seq - a.seq)
    .filter(([commandId, { fingerprint }]) => {
      left -= commandId.length + fingerprint.length + charactersAround;
      return left >= 0;
    });
}

const idOf = ({ commandId, fingerprint }: Command) => ({ commandId, fingerprint });

/** Room for an Idempotency-Key of 255 characters with its sender. */
const longestId = 500;

/** Programs can send signals past the API: whatever arrives must not stop an order. */
function refuseShape(command: Partial<Command> | null | undefined): Rejection | undefined {
  const isText = (value: unknown): boolean =>
    typeof value === 'string' && value.length > 0 && value.length <= longestId;
  const by: Partial<Actor> | null | undefined = command?.by;
  const problem = [
    isText(command?.commandId) || `commandId: 1 to ${longestId} characters`,
    isText(command?.fingerprint) || `fingerprint: 1 to ${longestId} characters`,
    roles.some((role) => role === by?.role) || `by.role: one of ${roles.join(', ')}`,
    by?.party === null || isText(by?.party) || 'by.party: an id or null',
    by?.subject === undefined || isText(by.subject) || 'by.subject: a name, or left out',
  ].find((answer) => answer !== true);
  return problem ? rejection('MALFORMED_COMMAND', `expected ${problem}`) : undefined;
}
