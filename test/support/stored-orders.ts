import { readFileSync } from 'node:fs';
import type { StoredOrder } from '../../domain/older-orders.ts';

/** The order with which a recorded workflow began, as the release that recorded it wrote it down. */
export function firstInputOf(history: string): StoredOrder {
  const path = new URL(`../replay/histories/${history}`, import.meta.url);
  const { events } = JSON.parse(readFileSync(path, 'utf8'));
  const [{ data }] = events[0].workflowExecutionStartedEventAttributes.input.payloads;
  return JSON.parse(Buffer.from(data, 'base64').toString('utf8')).order;
}
