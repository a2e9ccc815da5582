import { expect } from 'vitest';
import { decide } from '../../domain/command.ts';
import { dueSteps } from '../../domain/transition.ts';
import { instant } from '../../domain/units.ts';
import { actorIn } from '../support/order-builder.ts';
import { carriedOut } from './rules-model.ts';
import type { ModelOrder } from './rules-order.ts';
import { type Attempt, refusals } from './rules-refusals.ts';
import { elapse } from './rules-time.ts';
import { reading, type System, viewOfModel, viewOfSystem } from './system.ts';

/** The model's order, with what earlier commands have left: the states people may decide on, and the last attempt. */
export interface Model {
  order: ModelOrder;
  seen: { readonly version: number; readonly seq: number }[];
  last: { readonly attempt: Attempt; readonly expectedSeq: number | undefined } | null;
}

/** Something that happens to an order on both sides. */
export interface Command {
  /** What happened, in words. @throws where model and domain disagree */
  run(model: Model, system: System, tell: (what: string) => void): void;
}

/** After every command: both sides say the same about everything that the rules speak of. */
export function agree(model: Model, system: System): void {
  const seen = viewOfSystem(system);
  const told = viewOfModel(model.order, reading(system));
  if (JSON.stringify(seen) !== JSON.stringify(told)) expect(seen).toEqual(told);
  model.seen.push({ version: model.order.version, seq: system.order.seq });
}

/** The order's time goes on, unless its clock is manual: that one stands. */
export function pass(system: System, spanMs: number): void {
  const { clock } = system.order;
  system.realMs += clock.kind === 'fast' ? Math.ceil(spanMs / clock.rate) : spanMs;
}

/** What is due has happened, whether or not a refusal has looked at the clock. */
export function catchUp(system: System, until = reading(system)): void {
  const due = dueSteps(system.order, instant(until));
  system.order = due.at(-1)?.order ?? system.order;
}

/** Sends an attempt to both sides. */
export function send(model: Model, system: System, attempt: Attempt, expectedSeq?: number): void {
  const before = elapse(model.order, reading(system));
  const { action, role, isParty, person, isMalformed, payload } = attempt;
  const reasons = refusals(before, attempt);
  const outcome = decide(
    system.order,
    {
      action,
      by: {
        ...(isParty ? actorIn(role) : { role, party: 'stranger' }),
        ...(person !== null && { subject: person }),
      },
      payload: isMalformed ? { ...payload, oops: 1 } : payload,
      ...(expectedSeq !== undefined && { expectedSeq }),
    },
    instant(system.realMs),
  );
  const code = outcome.rejection?.code ?? null;
  const isAgreed = code === null ? reasons.length === 0 : reasons.includes(code);
  if (!isAgreed)
    expect(code, 'the rejection').toBeOneOf(reasons.length > 0 ? [...reasons] : [null]);
  model.order = reasons.length === 0 ? carriedOut(before, attempt) : before;
  system.order = outcome.steps.at(-1)?.order ?? system.order;
  catchUp(system);
  model.last = { attempt, expectedSeq };
}
