import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

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
