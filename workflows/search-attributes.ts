import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  SearchAttributeType,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import { awaitedRole } from '../domain/awaited.ts';
import { nextMoveAt } from '../domain/due.ts';
import type { Order } from '../domain/order.ts';
import { msOf } from '../domain/units.ts';

/** What an operator can filter the workflow list by. Opaque ids and states only: search attributes are never encrypted. */
export const orderSearchAttributes = {
  node: defineSearchAttributeKey('OrderNode', SearchAttributeType.KEYWORD),
  flow: defineSearchAttributeKey('OrderFlow', SearchAttributeType.KEYWORD),
  awaiting: defineSearchAttributeKey('AwaitedRole', SearchAttributeType.KEYWORD),
  seller: defineSearchAttributeKey('SellerId', SearchAttributeType.KEYWORD),
  buyer: defineSearchAttributeKey('BuyerId', SearchAttributeType.KEYWORD),
  nextDeadline: defineSearchAttributeKey('NextDeadline', SearchAttributeType.DATETIME),
  livemode: defineSearchAttributeKey('Livemode', SearchAttributeType.BOOL),
} as const;

/** What never changes about an order, in the workflow list. */
const fixedAttributes = (order: Order): SearchAttributePair[] => [
  { key: orderSearchAttributes.flow, value: order.flowId },
  { key: orderSearchAttributes.seller, value: order.purchase.seller.id },
  { key: orderSearchAttributes.buyer, value: order.purchase.buyer.id },
  { key: orderSearchAttributes.livemode, value: order.purchase.livemode },
];

/** Where an order stands, in the workflow list; null removes an attribute. The deadline is on the order's own clock. */
export const movingAttributes = (order: Order): SearchAttributeUpdatePair[] => {
  const moveAt = nextMoveAt(order);
  return [
    { key: orderSearchAttributes.node, value: order.node },
    { key: orderSearchAttributes.awaiting, value: awaitedRole(order) },
    { key: orderSearchAttributes.nextDeadline, value: moveAt && new Date(msOf(moveAt)) },
  ];
};

/** The search attributes with which an order's workflow starts. R-SEC-02 */
export const startAttributes = (order: Order): SearchAttributePair[] => [
  ...fixedAttributes(order),
  ...movingAttributes(order).filter((pair): pair is SearchAttributePair => pair.value !== null),
];
