import fc from 'fast-check';
import { expect } from 'vitest';
import { duesOf, platform } from '../../domain/due.ts';
import { currentShape } from '../../domain/older-orders.ts';
import { type Role, roles } from '../../domain/order.ts';
import { proceed } from '../../domain/transition.ts';
import { instant } from '../../domain/units.ts';
import { firstManager, secondManager } from '../support/order-builder.ts';
import { Act, type Choice } from './act.ts';
import { agree, type Command, catchUp, type Model, pass, send } from './both-sides.ts';
import { type Course, FillCaseFile, WholeCase } from './cases.ts';
import { type Flaw, flaws } from './payloads.ts';
import { day, hour, type ModelOrder, moved } from './rules-order.ts';
import { bordersOf, duesOfModel, elapse } from './rules-time.ts';
import { reading, type System } from './system.ts';

/** The last attempt once more, word for word. */
class Repeat implements Command {
  run(model: Model, system: System, tell: (what: string) => void): void {
    tell('the last attempt once more');
    if (model.last) send(model, system, model.last.attempt, model.last.expectedSeq);
    agree(model, system);
  }
}

interface Span {
  /** A span, or the how-manieth moment at which something is due. */
  readonly ms: number | null;
  readonly border: number;
  readonly beyondMs: number;
  /** Whether the order is woken at each due moment, or looked at once when the time has passed. */
  readonly isAwake: boolean;
}

/** Time passes. */
class Wait implements Command {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  run(model: Model, system: System, tell: (what: string) => void): void {
    const { ms, isAwake } = this.#span;
    const before = reading(system);
    pass(system, ms ?? this.#toBorder(model, system));
    const now = reading(system);
    tell(`${now - before} ms pass on the order's clock${isAwake ? ', awake' : ''}`);
    if (isAwake) this.#wake(model, system, now);
    model.order = elapse(model.order, now);
    catchUp(system);
    agree(model, system);
  }

  #toBorder({ order }: Model, system: System): number {
    const borders = bordersOf(order);
    const border = borders[this.#span.border % borders.length] ?? order.now;
    return Math.max(0, border + this.#span.beyondMs - reading(system));
  }

  /** As the workflow does: its timer fires at each moment that is due. The first few times; then nobody looks for a while. */
  #wake(model: Model, system: System, now: number): void {
    for (let times = 0; times < 8; times += 1) {
      const [due] = duesOf(system.order);
      if (due && Date.parse(due.at) <= now) {
        catchUp(system, Math.max(Date.parse(due.at), model.order.now));
      }
      const [dueToModel] = duesOfModel(model.order);
      if (dueToModel !== undefined && dueToModel <= now) {
        model.order = elapse(model.order, Math.max(dueToModel, model.order.now));
      }
    }
  }
}

/** The workflow continues as new: the order goes through JSON and is brought to today's shape. */
class ContinueAsNew implements Command {
  run(model: Model, system: System, tell: (what: string) => void): void {
    tell('continue as new');
    system.order = currentShape(JSON.parse(JSON.stringify(system.order)));
    agree(model, system);
  }
}

/** The payment side reports a refund as carried out. R-RFD-01 */
class SettleRefund implements Command {
  readonly #isOurs: boolean;

  constructor(isOurs: boolean) {
    this.#isOurs = isOurs;
  }

  run(model: Model, system: System, tell: (what: string) => void): void {
    tell(`${this.#isOurs ? 'the' : 'another'} refund is settled`);
    catchUp(system);
    const now = reading(system);
    const refundId = this.#isOurs ? (system.order.refund?.refundId ?? 'none') : 'another';
    const at = instant(now);
    const event = { type: 'refundSettled', at, by: platform, payload: { refundId } } as const;
    const { steps, rejection } = proceed(system.order, event);
    system.order = steps.at(-1)?.order ?? system.order;
    const before = elapse(model.order, now);
    const { refund } = before;
    const isSettled = before.node === 'REFUNDING' && refund !== null && this.#isOurs;
    expect(rejection === undefined, 'settled').toBe(isSettled);
    model.order = isSettled ? settled(before, refund, now) : before;
    agree(model, system);
  }
}

/** What is refunded in part is completed with the rest. R-RFD-02 R-APL-16 */
function settled(order: ModelOrder, refund: NonNullable<ModelOrder['refund']>, at: number) {
  const isInPart = refund.amountFen < order.purchase.paidFen;
  return {
    ...moved(order, isInPart ? 'COMPLETED' : 'REFUNDED', at),
    refund: { ...refund, isSettled: true },
    ...(isInPart && { completedAt: at }),
  };
}

/** The payment side refuses the refund. R-RFD-03 */
class RefuseRefund implements Command {
  run(model: Model, system: System, tell: (what: string) => void): void {
    tell('the refund is refused');
    catchUp(system);
    const now = reading(system);
    const payload = { refundId: system.order.refund?.refundId ?? 'none', reason: 'ACCOUNT_CLOSED' };
    const event = { type: 'refundRefused', at: instant(now), by: platform, payload } as const;
    const { steps, rejection } = proceed(system.order, event);
    system.order = steps.at(-1)?.order ?? system.order;
    model.order = elapse(model.order, now);
    expect(rejection === undefined, 'refused').toBe(model.order.node === 'REFUNDING');
    agree(model, system); // it moves nothing
  }
}

const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof(
    { weight: 14, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const acts = fc
  .record<Choice>({
    aim: fc.oneof(
      { weight: 6, arbitrary: fc.constant('due' as const) },
      { weight: 4, arbitrary: fc.constant('open' as const) },
      { weight: 2, arbitrary: fc.constant('appeal' as const) },
      { weight: 1, arbitrary: fc.constantFrom('allowed' as const, 'any' as const) },
    ),
    pick: fc.nat({ max: 30 }),
    role: mostly<Role | null>(null, ...roles),
    isParty: mostly(true, false),
    person: mostly<string | null>(null, firstManager, secondManager, ''),
    flaw: fc.oneof(
      { weight: 4, arbitrary: fc.constant('none' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(flaws) as Flaw[])) },
    ),
    isMalformed: mostly(false, true),
    variant: fc.nat({ max: 500 }),
    decidedBack: mostly<number | null>(null, 0, 1, 2, -1),
    afterMs: fc.constantFrom(60_000, 0, 1, hour, day),
  })
  .map((choice) => new Act(choice));

const waits = fc
  .record<Span>({
    ms: fc.oneof(
      { weight: 6, arbitrary: fc.constant(null) },
      { weight: 5, arbitrary: fc.constantFrom(1, 3 * hour - 1, 3 * hour, day, 10 * day) },
      { weight: 1, arbitrary: fc.constantFrom(100 * day, 400 * day) },
    ),
    border: fc.nat({ max: 4 }),
    beyondMs: fc.constantFrom(0, -1, 1),
    isAwake: fc.boolean(),
  })
  .map((span) => new Wait(span));

const wholeCases = fc
  .record<Course>({
    isRuled: fc.boolean(),
    isAnswered: fc.boolean(),
    isPatient: fc.boolean(),
    isRegretted: fc.boolean(),
    standsMs: fc.constantFrom(5 * day, 0, hour, 5 * day, 40 * day),
    variant: fc.nat({ max: 500 }),
  })
  .map((course) => new WholeCase(course));

const fillings = fc
  .tuple(fc.constantFrom('buyer' as const, 'seller' as const), fc.nat({ max: 11 }))
  .map(([side, times]) => new FillCaseFile(side, times));

/** Everything that may happen to an order. */
export const anyCommands: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 22, arbitrary: acts },
    { weight: 6, arbitrary: waits },
    { weight: 2, arbitrary: fc.constant(new ContinueAsNew()) },
    { weight: 2, arbitrary: fc.constant(new Repeat()) },
    { weight: 2, arbitrary: mostly(true, false).map((isOurs) => new SettleRefund(isOurs)) },
    { weight: 3, arbitrary: wholeCases },
    { weight: 1, arbitrary: fillings },
    { weight: 1, arbitrary: fc.constant(new RefuseRefund()) },
  ),
  { maxLength: 22, size: 'max' },
);
